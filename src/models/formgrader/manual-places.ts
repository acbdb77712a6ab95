import {
  nextPlace,
  placesOf,
  samePlace,
  type IAnswerPlace,
  type WalkOrder
} from './manual-walk';
import type { ManualWorks } from './manual-works';

/** Where one gets to from an answer: the list of them, as somebody goes through it. */
export class ManualPlaces {
  constructor(private readonly _list: ManualWorks) {}

  order: WalkOrder = 'question';

  /** The one that is gone through where that is the order; null: none is chosen. */
  question: string | null = null;

  get first(): IAnswerPlace | null {
    return this._all[0] ?? null;
  }

  /** Position of an answer, from 1 (0 = it is not there), and how many there are. */
  position(place: IAnswerPlace | null): readonly [number, number] {
    const all = this._all;
    return [all.findIndex(one => samePlace(one, place)) + 1, all.length];
  }

  /** The next answer, or the one before; null at the ends. */
  step(from: IAnswerPlace | null, step: 1 | -1): IAnswerPlace | null {
    return nextPlace(this._all, from, step);
  }

  /** The next answer that waits for the user. */
  nextOpen(from: IAnswerPlace | null): IAnswerPlace | null {
    return nextPlace(this._all, from, 1, place => this._list.isOpen(place));
  }

  /** The next answer in whose work a test failed. */
  nextFailing(from: IAnswerPlace | null): IAnswerPlace | null {
    return nextPlace(
      this._all,
      from,
      1,
      place => this._list.at(place)?.work.failing === true
    );
  }

  private get _all(): IAnswerPlace[] {
    return placesOf(this._list.works ?? [], this.order, this.question);
  }
}
