using MolnOS.Sandbox.Cli.Sources;

namespace MolnOS.Sandbox.Cli.Tests.Sources;

/// <summary>Which code must be bundled.</summary>
public sealed class ImportScanTests
{
    [Theory]
    [InlineData("import { Hono } from 'hono';", "hono")]
    [InlineData("import _ from \"lodash/fp\";", "lodash/fp")]
    [InlineData("import * as z from 'zod';", "zod")]
    [InlineData("import './polyfill.js';", "./polyfill.js")]
    [InlineData("import a, { b } from '../a.js';", "../a.js")]
    [InlineData("import {\n  a,\n  b,\n} from 'c';", "c")]
    [InlineData("export { handler } from './handler.js';", "./handler.js")]
    [InlineData("export * from './handler.js';", "./handler.js")]
    [InlineData("const express = require('express');", "express")]
    [InlineData("const a = await import('./a.js');", "./a.js")]
    [InlineData("import{a}from'b';export{a}", "b")]
    [InlineData("import fs from 'node:fs'; import x from 'x';", "x")]
    public void An_import_of_anything_but_nodes_own_modules_is_found(string code, string expected) => ImportScan.FirstToBundle(code).Should().Be(expected);

    [Theory]
    [InlineData("async function handler() {}")]
    [InlineData("import fs from 'node:fs';\nimport { createHash } from 'crypto';\nconst p = require('path/posix');")]
    [InlineData("import type { Handler } from './molnos';")]
    [InlineData("import type Handler from './molnos';")]
    [InlineData("/** @type {import('./molnos').Handler} */\nconst handler = () => {};")]
    [InlineData("// import a from 'b'\nfunction handler() {}")]
    [InlineData("/* import a from 'b'; */ function handler() {}")]
    [InlineData("const url = 'http://example.com'; // require('x')")]
    [InlineData("object.require('x')")]
    public void Everything_else_is_not(string code) => ImportScan.FirstToBundle(code).Should().BeNull();
}
