import { defineConfig } from "vitest/config";

export default defineConfig({
  build: {
    target: "es2022",
    // Relative to the CSP: a module preload polyfill would be an inline script, and every target has the real thing.
    modulePreload: { polyfill: false },
    // Inlined assets would hide from the size budget, and `data:` is only allowed for images.
    assetsInlineLimit: 0,
    sourcemap: false,
    rolldownOptions: {
      output: {
        // A phone asks for six files at a time: what the first view needs comes in one.
        codeSplitting: { groups: [{ name: "first-view", test: /\/src\/main\.tsx$/ }] },
      },
    },
  },
  // The colours are tested too.
  test: { css: true },
});
