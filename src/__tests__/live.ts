import {
  JupyterEvents,
  type IEmission,
  type IEmissions
} from '../models/jupyter-events';

type Slot = (sender: unknown, emission: IEmission) => void;

const SCHEMAS = 'https://events.jupyter.org/jupyter_autograde/';

/** Jupyter's event stream, pushed by the test. */
export class Pushes implements IEmissions {
  connect(slot: Slot): boolean {
    this._slots.add(slot);
    return true;
  }

  disconnect(slot: Slot): boolean {
    return this._slots.delete(slot);
  }

  push(event: string, data: Record<string, unknown>): void {
    const emission = { schema_id: `${SCHEMAS}${event}/v1`, ...data };
    this._slots.forEach(slot => slot(this, emission));
  }

  /** A fact of the service about one submission. */
  pushAbout(
    submission: { id: string; assignment_id: string; user: string },
    type = 'submission_graded'
  ): void {
    this.push('service_event', {
      type,
      at: '2026-11-21T11:03:00Z',
      course_id: 'C1',
      assignment_id: submission.assignment_id,
      user: submission.user,
      data: { submission_id: submission.id }
    });
  }

  /** Somebody saved a notebook. */
  pushSave(user: string, courseId = 'C1', assignmentId = 'A1'): void {
    this.push('service_event', {
      type: 'notebook_saved',
      at: '2026-11-21T11:03:00Z',
      course_id: courseId,
      assignment_id: assignmentId,
      user,
      data: { path: 'lab1.ipynb' }
    });
  }

  private readonly _slots = new Set<Slot>();
}

/** Live events and the hand that pushes them. */
export function live(): { pushes: Pushes; events: JupyterEvents } {
  const pushes = new Pushes();
  return { pushes, events: new JupyterEvents(pushes) };
}

/** Wait until everything that was started has come to its end. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await Promise.resolve();
  }
}
