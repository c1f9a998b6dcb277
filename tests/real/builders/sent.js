/*
 * sent.js QUERIES: runs each export of the file and prints a program that sends, with node-postgres, what the library sent: one function per export,
 * by the export's name. DATABASE_URL is a database with builders/schema.sql in it.
 */
const fs = require('fs');
const path = require('path');
const { Client } = require('pg');

const sent = [];
const query = Client.prototype.query;
Client.prototype.query = function (config, ...rest) {
  sent.push(typeof config === 'string' ? config : config.text);
  return query.call(this, config, ...rest);
};
const own = /^\s*(begin|start transaction|commit|rollback|savepoint|release|set |show |select version|select typname|select t\.oid|select typname|select nspname|select pg_try|with ranges)/i;

/* A file with decorators is translated beside itself, where its packages are found. */
function load(file) {
  if (!file.endsWith('.ts')) return require(file);
  const { code } = require('esbuild').transformSync(fs.readFileSync(file, 'utf8'), { loader: 'ts', format: 'cjs', tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } } });
  const module = new (require('module'))(file);
  module.filename = file;
  module.paths = require('module')._nodeModulePaths(path.dirname(file));
  module._compile(code, file);
  return module.exports;
}

async function main() {
  require('reflect-metadata');
  const { end, start, ...all } = load(path.resolve(process.argv[2]));
  const queries = Object.fromEntries(Object.entries(all).filter(([, value]) => typeof value === 'function' && !/^class\b/.test(value.toString())));
  if (start) await start();
  console.log("const { Pool } = require('pg');\nconst pool = new Pool();");
  for (const [name, run] of Object.entries(queries)) {
    sent.length = 0;
    try {
      await run();
    } catch (error) {
      console.error(`${name}: ${error.message}`);
      process.exitCode = 1;
    }
    const texts = sent.filter((text) => !own.test(text));
    console.log(`exports.${name} = async () => {\n${texts.map((text) => `  await pool.query(${JSON.stringify(text)});\n`).join('')}};`);
  }
  if (end) await end();
}

main();
