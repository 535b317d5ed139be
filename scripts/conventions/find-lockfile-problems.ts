import { z } from 'zod';

const versions = z.record(z.string(), z.string()).default({});
const manifestSchema = z.looseObject({ dependencies: versions, devDependencies: versions });
const entrySchema = z.looseObject({ version: z.string().optional(), resolved: z.string().optional(), optionalDependencies: versions });
const lockfileSchema = z.looseObject({ packages: z.record(z.string(), entrySchema) });

type Locked = Readonly<Record<string, z.infer<typeof entrySchema>>>;

/** Versions are exact, the lock file agrees with them, is complete, and names no host, so that any registry may serve an install. */
export function findLockfileProblems(manifestText: string, lockfileText: string): string[] {
  const manifest = manifestSchema.parse(JSON.parse(manifestText));
  const locked = lockfileSchema.parse(JSON.parse(lockfileText)).packages;
  return [...inexact({ ...manifest.dependencies, ...manifest.devDependencies }, locked), ...withHosts(locked), ...incomplete(locked)];
}

function inexact(wanted: Readonly<Record<string, string>>, locked: Locked): string[] {
  return Object.entries(wanted).flatMap(([name, version]) => {
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) return [`package.json: ${name} is ${version}, not one exact version`];
    return locked[`node_modules/${name}`]?.version === version ? [] : [`package-lock.json: ${name} is not ${version}; run npm install`];
  });
}

function withHosts(locked: Locked): string[] {
  return Object.entries(locked)
    .filter(([, { resolved }]) => resolved !== undefined && /^\w+:/.test(resolved))
    .map(([path]) => `package-lock.json: ${path} names a host; install with omit-lockfile-registry-resolved`);
}

/** npm ci refuses a lock file without the packages of other platforms, which npm leaves out when a registry lacks them. */
function incomplete(locked: Locked): string[] {
  return Object.entries(locked).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !placesAbove(path).some((place) => `${place}node_modules/${name}` in locked))
      .map((name) => `package-lock.json: ${path} wants ${name}, which is not locked; take a version that is complete in the registry`),
  );
}

/** Where Node looks for a package from here: beside it, and beside everything that it is nested in. */
function placesAbove(path: string): string[] {
  const parts = path.split('/node_modules/');
  return ['', ...parts.map((_, index) => `${parts.slice(0, index + 1).join('/node_modules/')}/`)];
}
