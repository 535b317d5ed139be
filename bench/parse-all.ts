/** The unit of comparison, as a program of its own: what Node alone needs to read the records of its arguments. */
export const parseAll = `const { readFileSync } = require('node:fs'); const { gunzipSync } = require('node:zlib');
for (const file of process.argv.slice(1)) JSON.parse(gunzipSync(readFileSync(file)).toString());`;
