import { defineConfig } from "vite";

// The service worker is one plain script at the root: it rules the folder that it lies in, by a name that never changes.
export default defineConfig({
  publicDir: false,
  build: {
    target: "es2022",
    emptyOutDir: false,
    lib: { entry: "src/worker/service-worker.ts", formats: ["iife"], name: "worker", fileName: () => "sw.js" },
  },
});
