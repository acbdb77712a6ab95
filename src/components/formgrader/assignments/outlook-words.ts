import type { TranslationBundle } from '@jupyterlab/translation';
import type { StateOutlook } from '../../../api/schemas';
import { dueTime, isPast } from '../../../timestamps';

/** Milliseconds: the clocks of browser and service differ a little. */
const SOON = 60_000;

/** What another state would do, the most important first. */
export function outlookWords(
  outlook: StateOutlook,
  releases: boolean,
  trans: TranslationBundle
): string[] {
  if (!outlook.allowed) {
    return [
      trans._n(
        '%1 student has handed in, so it can’t be a draft again. Close it instead.',
        '%1 students have handed in, so it can’t be a draft again. Close it instead.',
        outlook.submitted
      )
    ];
  }
  if (releases) {
    return releasing(outlook, trans);
  }
  switch (outlook.becomes) {
    case 'closed':
      return closing(outlook, trans);
    case 'released':
      return opening(outlook, trans);
    case 'draft':
      return hiding(outlook, trans);
  }
}

function closing(outlook: StateOutlook, trans: TranslationBundle): string[] {
  const words = [
    trans._n(
      'It closes for %1 student who can hand in now.',
      'It closes for %1 students who can hand in now.',
      outlook.may_submit
    )
  ];
  if (outlook.missing > 0) {
    words.push(
      trans._n(
        '%1 of them has handed in nothing.',
        '%1 of them have handed in nothing.',
        outlook.missing
      )
    );
  }
  if (outlook.extended > 0) {
    words.push(
      trans._n(
        '%1 of them has an extension, which ends with it.',
        '%1 of them have an extension, which ends with it.',
        outlook.extended
      )
    );
  }
  if (outlook.solution_from) {
    words.push(
      isPast(outlook.solution_from, new Date(Date.now() + SOON))
        ? trans.__('The solution can be read from then on.')
        : trans.__(
            'The solution can be read from %1 on: until then an extension runs.',
            dueTime(outlook.solution_from)
          )
    );
  }
  words.push(trans.__('What was handed in stays, and can be graded.'));
  return words;
}

function opening(outlook: StateOutlook, trans: TranslationBundle): string[] {
  return outlook.solution_hidden
    ? [
        ...openFor(outlook, trans),
        trans.__(
          'The solution is hidden again; who has read it by now knows it.'
        )
      ]
    : openFor(outlook, trans);
}

function openFor(outlook: StateOutlook, trans: TranslationBundle): string[] {
  if (outlook.opens_at) {
    return [
      trans._n(
        '%1 student sees it from %2 on.',
        '%1 students see it from %2 on.',
        outlook.students,
        dueTime(outlook.opens_at)
      )
    ];
  }
  const words = [
    trans._n(
      '%2 of %1 student can hand in then.',
      '%2 of %1 students can hand in then.',
      outlook.students,
      outlook.may_submit_then
    )
  ];
  if (outlook.may_submit_then < outlook.students) {
    words.push(
      trans.__(
        'The time of the others is over: move the closing time, or give extensions.'
      )
    );
  }
  return words;
}

function hiding(outlook: StateOutlook, trans: TranslationBundle): string[] {
  const words = [
    trans._n(
      '%1 student does not see it any more.',
      '%1 students do not see it any more.',
      outlook.students
    )
  ];
  if (outlook.holders > 0) {
    words.push(
      trans._n(
        '%1 has fetched it and keeps the copy.',
        '%1 have fetched it and keep their copies.',
        outlook.holders
      )
    );
  }
  words.push(trans.__('Nothing is lost: it can be released again as it was.'));
  return words;
}

function releasing(outlook: StateOutlook, trans: TranslationBundle): string[] {
  const words = [
    outlook.opens_at
      ? trans.__(
          'Students see version %1 from %2 on.',
          outlook.version ?? 0,
          dueTime(outlook.opens_at)
        )
      : trans._n(
          '%1 student can fetch version %2 at once.',
          '%1 students can fetch version %2 at once.',
          outlook.students,
          outlook.version ?? 0
        )
  ];
  if (outlook.holders > 0) {
    words.push(
      trans._n(
        '%1 has an older version and is offered the new one; the work is kept.',
        '%1 have an older version and are offered the new one; their work is kept.',
        outlook.holders
      )
    );
  }
  if (outlook.submitted > 0) {
    words.push(
      trans._n(
        'What %1 student has handed in stays with its version.',
        'What %1 students have handed in stays with its version.',
        outlook.submitted
      )
    );
  }
  if (outlook.becomes === 'closed') {
    words.push(trans.__('It stays closed: reopen it for new submissions.'));
  }
  return words;
}
