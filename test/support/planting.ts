import assert from "node:assert/strict";
import { registerHooks } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "#server/platform/root.ts";

/** One place of one file that is changed on purpose: tests that never failed prove nothing. */
export type Defect = { what: string; file: string; from: string; to: string };

const PLANTED = "planted";
const planted: Defect[] = [];

const defectOf = (url: string | undefined): Defect | undefined => {
  const place = url?.startsWith("file:") ? new URL(url).searchParams.get(PLANTED) : null;
  return place === null ? undefined : planted[Number(place)];
};
const isOurs = (url: string) => /\/(server|test)\/.*\.ts$/.test(url) && !url.includes("/node_modules/");

// Whatever a module with a defect imports of ours is loaded anew, so that all of it sees the defect and nothing else does.
registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context);
    const defect = defectOf(context.parentURL);
    if (!defect || !isOurs(found.url)) return found;
    return { ...found, url: `${found.url}?${PLANTED}=${planted.indexOf(defect)}` };
  },
  load: (url, context, next) => {
    const loaded = next(url, context);
    const defect = defectOf(url);
    if (!defect || !url.startsWith(pathToFileURL(path.join(root, defect.file)).href)) return loaded;
    const source = String(loaded.source);
    assert.equal(source.split(defect.from).length, 2, `${defect.what}: the place is no longer in ${defect.file}`);
    return { ...loaded, source: source.replace(defect.from, () => defect.to) };
  },
});

/** A module of ours, by its path from the top, with the defect in it or in something it imports. */
export function loadWith<Module>(file: string, defect: Defect): Promise<Module> {
  if (!planted.includes(defect)) planted.push(defect);
  return import(
    `${pathToFileURL(path.join(root, file)).href}?${PLANTED}=${planted.indexOf(defect)}`
  ) as Promise<Module>;
}
