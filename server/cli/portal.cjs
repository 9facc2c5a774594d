#!/usr/bin/env node
"use strict";
// The command `portal` as npm links it: the command line, started on the Node that came with the install.
const path = require("node:path");

process.argv.splice(2, 0, path.join(__dirname, "portal.ts"));
require("../launch.cjs");
