/** The map's code: fifteen times as large as everything before it, and asked for apart. */

export const mapCode = (): Promise<typeof import("../map/campus-map")> => import("../map/campus-map");
