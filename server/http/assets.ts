import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import type { RequestHandler } from "express";
import { root } from "#server/platform/root.ts";

const TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

/** Served from their packages, so that a new version of a font is a new version of the package. */
const FONTS = [
  "geist/files/geist-latin-wght-normal.woff2",
  "geist-mono/files/geist-mono-latin-wght-normal.woff2",
  "newsreader/files/newsreader-latin-wght-normal.woff2",
];

/** It names the layers in their order. */
const FIRST_STYLE = "css/tokens.css";

type Asset = { body: Buffer; type: string; brotli?: Promise<Buffer> };

export type Assets = { address(name: string): string; serve: RequestHandler; version: string };

/** Files of `public/`, named by their content, so that browsers may keep them for ever. */
export function openAssets(): Assets {
  const files = [...oneStyleSheet(filesBelow(path.join(root, "public"))), ...fontFiles()];
  // Style sheets name each other and the fonts, so one version for all of them keeps every address right.
  const version = createHash("sha256")
    .update(files.map((file) => `${file.name}${file.body.toString("base64")}`).join(""))
    .digest("hex")
    .slice(0, 12);
  const assets = new Map<string, Asset>(files.map((file) => [file.name, toAsset(file)]));
  const serve: RequestHandler = async (request, response, next) => {
    const asset = assets.get(request.path.replace(/^\/[0-9a-f]{12}\//, ""));
    if (!asset) return next();
    const useBrotli = isText(asset) && /\bbr\b/.test(request.get("Accept-Encoding") ?? "");
    response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
    response.setHeader("Content-Type", asset.type);
    response.setHeader("Vary", "Accept-Encoding");
    if (useBrotli) response.setHeader("Content-Encoding", "br");
    response.end(useBrotli ? await compressed(asset) : asset.body);
  };
  return { address: (name) => `/assets/${version}/${name}`, serve, version };
}

type File = { name: string; body: Buffer };

function filesBelow(folder: string): File[] {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return names
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return { name: path.relative(folder, file).replaceAll("\\", "/"), body: readFileSync(file) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** One request instead of ten. The layers inside, not the order of the files, say which rule wins. */
function oneStyleSheet(files: File[]): File[] {
  const isStyle = (file: File) => file.name.startsWith("css/");
  const styles = files.filter(isStyle).sort((a, b) => Number(b.name === FIRST_STYLE) - Number(a.name === FIRST_STYLE));
  const body = Buffer.from(styles.map((file) => file.body.toString()).join("\n"));
  return [...files.filter((file) => !isStyle(file)), { name: "css/firstline.css", body }];
}

function fontFiles(): File[] {
  return FONTS.map((font) => ({
    name: `fonts/${path.basename(font)}`,
    body: readFileSync(path.join(root, "node_modules/@fontsource-variable", font)),
  }));
}

function toAsset({ name, body }: File): Asset {
  return { body, type: TYPES[path.extname(name)] ?? "application/octet-stream" };
}

const isText = ({ type }: Asset) => type.startsWith("text/") || type.includes("svg");

/** Once, when somebody asks for it first: to compress them all took sixty milliseconds of every start. */
function compressed(asset: Asset): Promise<Buffer> {
  asset.brotli ??= promisify(brotliCompress)(asset.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
  return asset.brotli;
}
