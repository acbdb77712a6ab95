import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ILiveEvents, IServiceEvent } from '../models/live-events';
import type { PersonModel } from '../models/person';

/** Tells who has asked about a grade that there is an answer. */
export class RequestNotices {
  constructor(private readonly _options: RequestNotices.IOptions) {
    _options.live.serviceEvent.connect(this._onServiceEvent, this);
  }

  private _onServiceEvent(_: ILiveEvents, event: IServiceEvent): void {
    const { isWanted, nameOf, onRead, person, trans } = this._options;
    const { assignment_id: id, data, type, user } = event;
    const mine = user !== null && user === person.person?.name;
    const name = id === null ? undefined : nameOf(id);
    if (
      type !== 'request_answered' ||
      !mine ||
      !id ||
      name === undefined ||
      !isWanted()
    ) {
      return;
    }
    Notification.info(
      trans.__(
        '%1 has answered what you asked about the grade of “%2”.',
        data.by ?? '',
        name
      ),
      {
        autoClose: false,
        actions: [
          {
            label: trans.__('Read it'),
            displayType: 'accent',
            callback: () => onRead(id)
          }
        ]
      }
    );
  }
}

export namespace RequestNotices {
  export interface IOptions {
    live: ILiveEvents;
    person: PersonModel;
    trans: TranslationBundle;
    /** Whether the user wants to be told. */
    isWanted(): boolean;
    /** Name of one of the user's assignments. */
    nameOf(assignmentId: string): string | undefined;
    onRead(assignmentId: string): void;
  }
}
