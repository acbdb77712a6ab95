export const TIME = '2026-11-21T11:03:00Z';

/** `minutes` before TIME. */
export function minutesAgo(minutes: number): string {
  return new Date(new Date(TIME).getTime() - minutes * 60_000).toISOString();
}
