import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef, useState } from 'react';
import type { ILocalAssignment } from '../api/local';
import { stateOf } from './assignment-state';

/** Kinds of states whose coming is told; a fetch tells of itself, and that grading has begun is no news. */
const TOLD = new Set(['waiting', 'refused', 'submitted', 'graded', 'failed']);

/** What has become of assignments since the last look, for screen readers; empty at first. */
export function useAssignmentNews(
  assignments: readonly ILocalAssignment[],
  trans: TranslationBundle
): string {
  const known = useRef(new Map<string, string>());
  const [news, setNews] = useState('');
  useEffect(() => {
    const told: string[] = [];
    for (const assignment of assignments) {
      const [kind, words] = stateOf(assignment, trans);
      const before = known.current.get(assignment.id);
      known.current.set(assignment.id, words);
      if (before !== undefined && before !== words && TOLD.has(kind)) {
        told.push(`${assignment.name}: ${words}.`);
      }
    }
    if (told.length > 0) {
      setNews(told.join(' '));
    }
  }, [assignments, trans]);
  return news;
}
