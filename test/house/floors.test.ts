import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { filesOf, importsOf, roomOf } from "./source.ts";

/** From the ground up. Neighbours on one floor never meet. */
const FLOORS = [
  ["platform"],
  ["http"],
  ["audit"],
  ["people"],
  ["search", "journeys", "escalation", "notifications", "measure", "files"],
  ["knowledge", "experiment"],
  ["tickets"],
  ["reports", "home", "help", "admin"],
  ["api"],
  ["roof", "cli", "demo"],
];
const floorOf = (room: string) => FLOORS.findIndex((rooms) => rooms.includes(room));

const files = filesOf("server", ".ts");

test("every room has its floor", () => {
  for (const { name } of files)
    assert.notEqual(floorOf(roomOf(name)), -1, `${name}: which floor does ${roomOf(name)} stand on?`);
});

test("imports go down, never up and never sideways", () => {
  for (const file of files) {
    const room = roomOf(file.name);
    for (const wanted of importsOf(file).filter((one) => one.startsWith("#server/"))) {
      const other = roomOf(wanted.replace("#server/", "server/"));
      const isAllowed = other === room || floorOf(other) < floorOf(room) || floorOf(room) === FLOORS.length - 1;
      assert.ok(isAllowed, `${file.name}: ${room} may not know about ${other}`);
    }
  }
});

test("an import line shows whether it leaves the room", () => {
  for (const file of files) {
    for (const wanted of importsOf(file)) {
      const isRoof = floorOf(roomOf(file.name)) === FLOORS.length - 1;
      assert.ok(!wanted.startsWith("../"), `${file.name}: write #server/… instead of ${wanted}`);
      const isDeeper = file.name.split("/").length > 3;
      if (!isRoof && !isDeeper && wanted.startsWith(`#server/${roomOf(file.name)}/`))
        assert.fail(`${file.name}: inside a room write ./ instead of ${wanted}`);
    }
  }
});

test("what is private to a room stays there", () => {
  for (const file of files) {
    for (const wanted of importsOf(file).filter((one) => one.startsWith("#server/"))) {
      const part = path.basename(wanted);
      const room = roomOf(file.name);
      if (["store.ts", "forms.ts", "pages.ts"].includes(part))
        assert.fail(`${file.name}: ${wanted} is private to its room`);
      if (part === "routes.ts")
        assert.ok(room === "roof" || room === "cli", `${file.name}: routes are for the roof alone`);
    }
  }
});
