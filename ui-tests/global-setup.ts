import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { FullConfig } from '@playwright/test';
import { ADDRESS, addressOf, parseAddress } from './helpers/hub';

const ROOT = resolve(__dirname, '..');
const PYTHON = process.env.AUTOGRADE_PYTHON ?? `${ROOT}/.venv/bin/python`;
const LOGS = resolve(__dirname, 'test-results');

/** Milliseconds until the program has ended its hub and everybody's servers. */
const PATIENCE = 60_000;

/** Start a hub for each of Playwright's workers, for the whole run; the returned function ends them. */
export default async function startHubs({
  workers
}: FullConfig): Promise<() => Promise<void>> {
  const notebooks = resolve(__dirname, 'notebooks');
  const ends = await Promise.all(
    Array.from({ length: workers }, (_, worker) =>
      serveHub('browser_hub', [notebooks], worker)
    )
  );
  return async () => {
    await Promise.all(ends.map(end => end()));
  };
}

/**
 * Start the hub of a program in `jupyter_autograde/testing/` for a worker; the returned function ends it.
 *
 * The program ends its hub when its stdin closes, so nothing is left even if we are killed.
 */
export async function serveHub(
  name: string,
  given: readonly string[] = [],
  worker = 0
): Promise<() => Promise<void>> {
  if (process.env[ADDRESS]) {
    // Of a program that somebody started to write tests with.
    return () => Promise.resolve();
  }
  const log = resolve(LOGS, `hub-${worker + 1}.log`);
  const program = spawn(
    PYTHON,
    ['-m', `jupyter_autograde.testing.${name}`, ...given, log],
    { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'] }
  );
  const line = await firstLine(program);
  if (line === null) {
    throw new Error(`The hub did not start; ${log} says why.`);
  }
  parseAddress(line);
  process.env[addressOf(worker)] = line;
  return () => end(program, log);
}

async function firstLine(program: ChildProcess): Promise<string | null> {
  for await (const line of createInterface({ input: program.stdout! })) {
    return line;
  }
  return null;
}

async function end(program: ChildProcess, log: string): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) {
    throw new Error(`The hub ended by itself; ${log} says why.`);
  }
  const ended = once(program, 'exit');
  program.stdin!.end();
  const kill = setTimeout(() => program.kill('SIGKILL'), PATIENCE);
  await ended;
  clearTimeout(kill);
  if (program.exitCode !== 0) {
    throw new Error(`The hub did not end properly; ${log} says why.`);
  }
}
