import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { ADDRESS, parseAddress } from './helpers/hub';

const ROOT = resolve(__dirname, '..');
const PYTHON = process.env.AUTOGRADE_PYTHON ?? `${ROOT}/.venv/bin/python`;
const LOG = resolve(__dirname, 'test-results', 'hub.log');

/** Milliseconds until the program has ended its hub and everybody's servers. */
const PATIENCE = 60_000;

/** Start the hub of the tests for the whole run; the returned function ends it. */
export default function startHub(): Promise<() => Promise<void>> {
  return serveHub('browser_hub', resolve(__dirname, 'notebooks'));
}

/**
 * Start the hub of a program in `jupyter_autograde/testing/`; the returned function ends it.
 *
 * The program ends its hub when its stdin closes, so nothing is left even if we are killed.
 */
export async function serveHub(
  name: string,
  ...given: string[]
): Promise<() => Promise<void>> {
  if (process.env[ADDRESS]) {
    // Of a program that somebody started to write tests with.
    return () => Promise.resolve();
  }
  const program = spawn(
    PYTHON,
    ['-m', `jupyter_autograde.testing.${name}`, ...given, LOG],
    { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'] }
  );
  const line = await firstLine(program);
  if (line === null) {
    throw new Error(`The hub did not start; ${LOG} says why.`);
  }
  parseAddress(line);
  process.env[ADDRESS] = line;
  return () => end(program);
}

async function firstLine(program: ChildProcess): Promise<string | null> {
  for await (const line of createInterface({ input: program.stdout! })) {
    return line;
  }
  return null;
}

async function end(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) {
    throw new Error(`The hub ended by itself; ${LOG} says why.`);
  }
  const ended = once(program, 'exit');
  program.stdin!.end();
  const kill = setTimeout(() => program.kill('SIGKILL'), PATIENCE);
  await ended;
  clearTimeout(kill);
  if (program.exitCode !== 0) {
    throw new Error(`The hub did not end properly; ${LOG} says why.`);
  }
}
