#!/usr/bin/env node
// Runs a file of this project under Node 24. Plain JavaScript for Node 20: it installs the newer Node and the
// dependencies first, when they are missing, so that one command is enough in a fresh clone.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const nodeVersion = '24.21.0';
const root = fileURLToPath(new URL('..', import.meta.url));

// glibc gives each thread a heap of its own, of which most lies idle: two are as fast here and take a tenth less memory.
const calm = { MALLOC_ARENA_MAX: '2' };
// Left alone, what is new may take more than 100 MB in each thread, and nothing is faster for it.
const flags = ['--max-semi-space-size=16', '--disable-warning=ExperimentalWarning'];

/** What whoever started this can put right. */
class BootstrapError extends Error {}

try {
  const node = findNode();
  const args = process.argv.slice(2);
  installDependencies();
  if (args[0]?.endsWith('main.ts') && args[1] === 'up') buildUi(node);
  run(node, args);
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error;
  console.error(`watchkeeper: ${error.message}`);
  process.exitCode = 4;
}

function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const folder = join(root, '.runtime', `node-${nodeVersion}`);
  const name = nodePackage();
  const node = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(node)) return node;

  console.error(`Installing Node ${nodeVersion} into .runtime, since this one is ${process.versions.node} (once)`);
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    npm(['install', '--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--prefix', unfinished, `${name}@${nodeVersion}`], unfinished);
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return node;
}

/** The npm package `node` only picks one of these in an install script; taking it directly needs no script. */
function nodePackage() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const prefix = platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform}-${process.arch}`;
}

function installDependencies() {
  if (areInstalled()) return;
  console.error('Installing the dependencies of package-lock.json into node_modules (once)');
  npm(['ci', '--no-audit', '--no-fund', '--loglevel', 'error'], root);
}

/** Compares what is locked with what npm noted when it installed. */
function areInstalled() {
  const noted = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(noted)) return false;
  const installed = packagesIn(noted);
  return Object.entries(packagesIn(join(root, 'package-lock.json'))).every(
    ([path, wanted]) => path === '' || wanted.optional || wanted.devOptional || wanted.peer || installed[path]?.version === wanted.version,
  );
}

function packagesIn(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

function npm(args, cwd) {
  const { status, error } = spawnSync('npm', args, { cwd, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (error) throw new BootstrapError(`npm could not be started (${error.message}); it comes with Node, see that it is in the path`);
  if (status !== 0) throw new BootstrapError(`npm ${args[0]} failed; its reason is above. It needs the npm registry, or a mirror set with npm config set registry`);
}

/** The server serves files, so they are made before it starts, when they are not those of the sources. */
function buildUi(node) {
  const { status } = spawnSync(node, [join(root, 'scripts', 'build.ts'), '--if-changed'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new BootstrapError('the UI could not be built; the reason is above');
}

function run(node, args) {
  const path = [dirname(node), process.env.PATH].join(delimiter);
  const child = spawn(node, [...flags, ...args], { stdio: 'inherit', env: { ...calm, ...process.env, PATH: path } });
  // A terminal tells the whole group; only what is sent to this process alone has to be handed on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exitCode = code;
    else {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
}
