// The official SDK under test: that of the directory `SDK`, or else the one that is installed beside this one.
import { createRequire } from 'node:module';

const require = createRequire(process.env.SDK ? `${process.env.SDK}/package.json` : import.meta.url);

export const sdk = require('@botpress/sdk');
export const { version } = require('@botpress/sdk/package.json');

/** From 7 on, what fails unexpectedly answers 500, which the platform repeats; and integrations are told of updates. */
export const isNew = Number.parseInt(version, 10) >= 7;
