import type { TranslationBundle } from '@jupyterlab/translation';
import type { StreamState } from '../../api/local';
import type { LiveNotebook, LiveState } from '../../api/schemas';
import type { LiveCounts } from '../../live-notebooks';
import { timeSince } from '../../timestamps';

/** A state in one word. */
export function stateName(state: LiveState, trans: TranslationBundle): string {
  switch (state) {
    case 'working':
      return trans.__('Working');
    case 'idle':
      return trans.__('Idle');
    case 'stuck':
      return trans.__('Stuck');
  }
}

/** The same, with how long somebody has been stuck: `Stuck 7 min`. */
export function stateWords(
  notebook: LiveNotebook,
  now: Date,
  trans: TranslationBundle
): string {
  const { state, stuck_since: since } = notebook;
  return state === 'stuck' && since
    ? trans.__('Stuck %1', timeSince(since, now))
    : stateName(state, trans);
}

/** `2 stuck, 5 working, 1 idle`, without what there is none of. */
export function countWords(
  { idle, stuck, working }: LiveCounts,
  trans: TranslationBundle
): string {
  return [
    stuck > 0 && trans.__('%1 stuck', stuck),
    working > 0 && trans.__('%1 working', working),
    idle > 0 && trans.__('%1 idle', idle)
  ]
    .filter(Boolean)
    .join(', ');
}

/** How the page hears of saves, in a word and in a sentence. */
export function connectionWords(
  connection: StreamState,
  trans: TranslationBundle
): [word: string, sentence: string] {
  switch (connection) {
    case 'sse':
      return [trans.__('Live'), trans.__('Saves appear as they happen.')];
    case 'poll':
      return [
        trans.__('Live, by asking'),
        trans.__(
          'Something in between holds the stream back, so the service is asked again and again. Saves appear as they happen.'
        )
      ];
    case 'down':
      return [
        trans.__('Disconnected'),
        trans.__(
          'No saves are heard of at the moment; they appear when the connection is back.'
        )
      ];
  }
}

/** What is asked before the live classroom of a course is switched on or off. */
export interface ISwitchWords {
  title: string;
  text: string;
  action: string;
}

export function switchWords(
  enabled: boolean,
  days: number,
  course: string,
  trans: TranslationBundle
): ISwitchWords {
  return enabled
    ? {
        title: trans.__('Switch the live classroom of %1 on?', course),
        text: [
          trans.__(
            'Each time a student saves a notebook of an assignment, the staff of %1 will see when that was, the last ten cells with their outputs, and the cell that shows an error.',
            course
          ),
          trans.__(
            'Students are told so: beside the notebook and in their list of assignments.'
          ),
          trans._n('It is kept for %1 day.', 'It is kept for %1 days.', days)
        ].join(' '),
        action: trans.__('Switch on')
      }
    : {
        title: trans.__('Switch the live classroom of %1 off?', course),
        text: trans.__(
          'Nobody sees any more who works on what, and what is kept of unsubmitted notebooks is deleted.'
        ),
        action: trans.__('Switch off')
      };
}
