import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef, useState } from 'react';
import type { LiveNotebook } from '../../api/schemas';
import { errorLine, keyOf, nameOf } from '../../live-notebooks';
import { plainText } from '../terminal-text';

/** Names that are told at once; more are a number. */
const NAMES = 3;

/** Who has become stuck since the last look, in a sentence for screen readers; empty at first. */
export function useStuckNews(
  notebooks: readonly LiveNotebook[],
  trans: TranslationBundle
): string {
  const known = useRef<ReadonlySet<string> | null>(null);
  const [news, setNews] = useState('');
  useEffect(() => {
    const stuck = notebooks.filter(({ state }) => state === 'stuck');
    const before = known.current;
    known.current = new Set(stuck.map(keyOf));
    const fresh = before ? stuck.filter(n => !before.has(keyOf(n))) : [];
    if (fresh.length > 0) {
      setNews(sentence(fresh, trans));
    }
  }, [notebooks, trans]);
  return news;
}

function sentence(
  stuck: readonly LiveNotebook[],
  trans: TranslationBundle
): string {
  return stuck.length > NAMES
    ? trans.__('%1 more are stuck.', stuck.length)
    : stuck
        .map(notebook =>
          trans.__(
            '%1 is stuck: %2.',
            nameOf(notebook),
            plainText(errorLine(notebook.error))
          )
        )
        .join(' ');
}
