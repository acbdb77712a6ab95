import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { TestInfo } from '@playwright/test';
import { hub } from './hub';

const ROOT = resolve(__dirname, '../..');
const PYTHON = process.env.AUTOGRADE_PYTHON ?? `${ROOT}/.venv/bin/python`;
/** Nobody answers there: what works with it needs no network. */
const NOBODY = 'http://127.0.0.1:9/';

interface IVerified {
  code: number | null;
  said: string;
}

/** Put a receipt through `jupyter autograde receipt verify`, with the service's keys in a file. */
export async function verifyReceipt(
  text: string,
  info: TestInfo
): Promise<IVerified> {
  const [receipt, keys] = ['receipt.json', 'keys.json'].map(name =>
    info.outputPath(name)
  );
  const answer = await fetch(`${hub().url}services/autograde/api/v1/keys`);
  await writeFile(keys, await answer.text());
  await writeFile(receipt, text);
  const { status, stderr, stdout } = spawnSync(
    PYTHON,
    [
      ...['-m', 'jupyter_autograde.cli.main', 'receipt', 'verify', receipt],
      ...[`--keys=${keys}`, `--url=${NOBODY}`]
    ],
    { cwd: ROOT, encoding: 'utf8' }
  );
  return { code: status, said: `${stdout}${stderr}` };
}
