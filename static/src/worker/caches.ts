/** Names of what this device keeps; the page empties `CAMPUS` when access ends. */

export const SHELL = "shell";
export const CAMPUS = "campus";
