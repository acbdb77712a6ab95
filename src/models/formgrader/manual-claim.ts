import { samePlace, type IAnswerPlace } from './manual-walk';
import type { ManualWorks } from './manual-works';
import type { IPageOptions } from './page';

/** Milliseconds after which an answer that is looked at is held on to: half of what the service gives. */
const HOLD_ON = 60_000;

/** The answer that is held for the user while it is shown, so that two graders do not collide. */
export class AnswerClaim {
  constructor(
    private readonly _options: IPageOptions,
    private readonly _works: ManualWorks,
    /** Somebody else holds it, or the service does not answer. */
    private readonly _onRefused: (place: IAnswerPlace, reason: unknown) => void
  ) {}

  /** Hold an answer until `leave`. */
  hold(place: IAnswerPlace): void {
    this._place = place;
    this._held = false;
    clearInterval(this._timer);
    this._timer = setInterval(() => void this._ask(place), HOLD_ON);
    void this._ask(place);
  }

  /** Give up what is held, unless its score, which ends the claim, is on its way. */
  leave(): void {
    const place = this._place;
    clearInterval(this._timer);
    this._place = null;
    if (place && this._held && !this._works.isSaving(place)) {
      this._works.change(place, { claim: null });
      this._giveUp(place);
    }
  }

  private async _ask(place: IAnswerPlace): Promise<void> {
    const { client, context } = this._options;
    try {
      const claim = await client.manual.claim(
        context.assignment?.id ?? '',
        place.workId,
        place.question
      );
      if (samePlace(place, this._place)) {
        this._held = true;
        this._works.change(place, { claim });
      } else if (!this._works.isSaving(place)) {
        // One has gone on before the answer came.
        this._giveUp(place);
      }
    } catch (reason) {
      if (samePlace(place, this._place)) {
        clearInterval(this._timer);
        this._onRefused(place, reason);
      }
    }
  }

  private _giveUp(place: IAnswerPlace): void {
    const { client, context } = this._options;
    // A claim that is not given up ends by itself.
    client.manual
      .giveUp(context.assignment?.id ?? '', place.workId, place.question)
      .catch(() => undefined);
  }

  private _place: IAnswerPlace | null = null;
  private _held = false;
  private _timer?: ReturnType<typeof setInterval>;
}
