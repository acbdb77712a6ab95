import type { IScoreChangesClient } from '../../api/score-changes';
import type { ScoreChange, ScoreChangePreview } from '../../api/schemas';

/** What the newest change of one of these kinds that nobody has decided makes of scores; null: there is none. */
export async function openChange(
  client: IScoreChangesClient,
  assignmentId: string,
  ...kinds: ScoreChange['kind'][]
): Promise<ScoreChangePreview | null> {
  const changes = await client.list(assignmentId);
  const open = changes.find(
    ({ kind, state }) => state === 'open' && kinds.includes(kind)
  );
  return open ? client.preview(open.id) : null;
}
