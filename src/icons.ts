import { LabIcon } from '@jupyterlab/ui-components';

/** A 24×24 icon of one path that takes the theme's colour. */
function icon(name: string, path: string): LabIcon {
  return new LabIcon({
    name: `jupyter-autograde:${name}`,
    svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24"><path class="jp-icon3 jp-icon-selectable" fill="#616161" d="${path}"/></svg>`
  });
}

/** An arrow down into a tray. */
export const fetchIcon = icon(
  'fetch',
  'M11 3h2v9.2l3.3-3.3 1.4 1.4L12 16l-5.7-5.7 1.4-1.4 3.3 3.3V3zM4 15h2v4h12v-4h2v6H4v-6z'
);

/** A speech bubble with lines. */
export const feedbackIcon = icon(
  'feedback',
  'M3 3h18v14H9l-5 4.5V17H3V3zm2 2v10h1v2.1L8.3 15H19V5H5zm2 2h10v2H7V7zm0 4h7v2H7v-2z'
);

/** A light bulb. */
export const solutionIcon = icon(
  'solution',
  'M12 2a7 7 0 0 1 4 12.7V17a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1v-2.3A7 7 0 0 1 12 2zm0 2a5 5 0 0 0-2 9.6V16h4v-2.4A5 5 0 0 0 12 4zM9 20h6v2H9v-2z'
);

/** A speech bubble with a question mark. */
export const askIcon = icon(
  'ask',
  'M3 3h18v14H9l-5 4.5V17H3V3zm2 2v10h1v2.1L8.3 15H19V5H5zm6 7h2v2h-2v-2zm1-6.3c1.7 0 3 1 3 2.5 0 1.7-2 1.9-2 3.2h-2c0-2.2 2-2.2 2-3.2 0-.5-.4-.8-1-.8s-1 .4-1 1H9c0-1.6 1.3-2.7 3-2.7z'
);

/** A clock with an arrow that goes back. */
export const attemptsIcon = icon(
  'attempts',
  'M13 3a9 9 0 0 0-9 9H1l4 4 4-4H6a7 7 0 1 1 2.1 4.9l-1.4 1.4A9 9 0 1 0 13 3zm-1 5v5l4.3 2.5.7-1.2-3.5-2.1V8H12z'
);

/** A tick in a circle. */
export const checkIcon = icon(
  'check',
  'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zm0 2a7 7 0 1 0 0 14 7 7 0 0 0 0-14zm3.6 3.6L17 10l-6 6-4-4 1.4-1.4 2.6 2.6 4.6-4.6z'
);

/** An arrow that turns back. */
export const revertIcon = icon(
  'revert',
  'M8.4 5.4 5.8 8H14a6 6 0 0 1 0 12H7v-2h7a4 4 0 0 0 0-8H5.8l2.6 2.6L7 14 2 9l5-5 1.4 1.4z'
);

/** A head and shoulders. */
export const staffIcon = icon(
  'staff',
  'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zm0 10c4.4 0 8 1.8 8 4v2H4v-2c0-2.2 3.6-4 8-4z'
);

/** A paper plane. */
export const submitIcon = icon(
  'submit',
  'M2.5 20.5v-6.8L12 12l-9.5-1.7V3.5L22 12 2.5 20.5z'
);

/** An arrow up out of a tray. */
export const releaseIcon = icon(
  'release',
  'M12 3l5.7 5.7-1.4 1.4L13 6.8V16h-2V6.8L7.7 10.1 6.3 8.7 12 3zM4 15h2v4h12v-4h2v6H4v-6z'
);

/** A clipboard with a tick. */
export const assignmentsIcon = icon(
  'assignments',
  'M9.2 3a3 3 0 0 1 5.6 0H19a1 1 0 0 1 1 1v17a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1h4.2zM6 5v15h12V5h-2v2H8V5H6zm9.6 5 1.4 1.4-6 6-4-4L8.4 12l2.6 2.6L15.6 10z'
);

/** Lines, each with a tick. */
export const formgraderIcon = icon(
  'formgrader',
  'M5.4 9.4 2.5 6.5 3.9 5.1l1.5 1.5 3-3L9.8 5 5.4 9.4zm0 6L2.5 12.5l1.4-1.4 1.5 1.5 3-3 1.4 1.4-4.4 4.4zm0 6-2.9-2.9 1.4-1.4 1.5 1.5 3-3 1.4 1.4-4.4 4.4zM12 6h10v2H12V6zm0 6h10v2H12v-2zm0 6h10v2H12v-2z'
);

/** A screen with a pulse. */
export const liveIcon = icon(
  'live',
  'M3 4h18a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1h-8v2h4v2H7v-2h4v-2H3a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zm1 2v10h16V6H4zm1 4h3l2-3 3 7 2-4h4v2h-2.8L12.9 16 9.8 9.8 9 12H5v-2z'
);

/** An arrow that goes round. */
export const refreshStatusIcon = icon(
  'refresh',
  'M17.6 6.4A8 8 0 1 0 19.7 14h-2.1A6 6 0 1 1 12 6c1.7 0 3.1.7 4.2 1.8L13 11h7V4l-2.4 2.4z'
);
