import type { IServiceClient } from '../../api/client';
import type { PlaceQuery } from './place';

/** Where filters are kept; `localStorage` is one. */
export type FilterStore = Pick<Storage, 'getItem' | 'setItem'>;

/** A filter with the name that somebody gave it. */
export interface ISavedFilter {
  name: string;
  /** As an address has it. */
  query: PlaceQuery;
}

/** Most filters that are kept for a course. */
const MOST = 50;

/** What saved filters are made with. */
export interface ISavedFiltersOptions {
  client: Pick<IServiceClient, 'me'>;
  store: FilterStore;
  /** They are others now. */
  tell(): void;
  /** Say why one could not be kept. */
  report(reason: unknown): void;
}

/** Filters that the user has saved in this browser, of one course. */
export class SavedFilters {
  constructor(private readonly _options: ISavedFiltersOptions) {}

  /** Be those of a course. Rejects with ApiError. */
  async load(courseId: string): Promise<void> {
    this._user ??= (await this._options.client.me()).name;
    const whose = JSON.stringify([this._user, courseId]);
    this._key = `jupyter-autograde:filters:${whose}`;
  }

  /** Whether no more can be kept. */
  get full(): boolean {
    return this.all.length >= MOST;
  }

  /** By name. Another tab may have changed them, so they are read each time. */
  get all(): readonly ISavedFilter[] {
    return this._key === null
      ? []
      : read(this._options.store.getItem(this._key));
  }

  /** The one whose filter this is; null = none. */
  nameOf(query: PlaceQuery): string | null {
    const wanted = text(query);
    return this.all.find(one => text(one.query) === wanted)?.name ?? null;
  }

  /** Save a filter, in place of one of the same name. */
  save(name: string, query: PlaceQuery): void {
    const others = this.all.filter(one => one.name !== name);
    this._write([...others, { name, query }]);
  }

  delete(name: string): void {
    this._write(this.all.filter(one => one.name !== name));
  }

  private _write(filters: ISavedFilter[]): void {
    const { report, store, tell } = this._options;
    if (this._key === null) {
      return;
    }
    filters.sort((one, other) => one.name.localeCompare(other.name));
    try {
      store.setItem(this._key, JSON.stringify(filters));
    } catch (reason) {
      // The browser's storage is full, or switched off.
      report(reason);
    }
    tell();
  }

  private _user: string | null = null;
  private _key: string | null = null;
}

function text(query: PlaceQuery): string {
  return JSON.stringify(Object.entries(query).sort());
}

/** What is kept; anybody's script may have written it, so what is no filter is left out. */
function read(kept: string | null): ISavedFilter[] {
  let found: unknown;
  try {
    found = JSON.parse(kept ?? '[]');
  } catch {
    return [];
  }
  return Array.isArray(found) ? found.filter(isFilter) : [];
}

function isFilter(value: unknown): value is ISavedFilter {
  const { name, query } = (value ?? {}) as Partial<ISavedFilter>;
  return (
    typeof name === 'string' &&
    typeof query === 'object' &&
    query !== null &&
    Object.values(query).every(one => typeof one === 'string')
  );
}
