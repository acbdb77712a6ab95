/** What of an address belongs to a page: names and values. */
export type PlaceQuery = Readonly<Record<string, string>>;

/** A place in the Formgrader: a page, what it is about, and what it shows of that. */
export interface IPlace {
  /** Name of a page; addresses may have one that there is not. */
  page: string;
  /** Ids; null = whatever is chosen. */
  course: string | null;
  assignment: string | null;
  /** The page's own filters. */
  query: PlaceQuery;
}

const COURSE = 'course';
const ASSIGNMENT = 'assignment';

/** The part of an address that says a place: `submissions?assignment=ID&state=failed`. */
export function formatPlace(place: IPlace): string {
  const query = new URLSearchParams();
  const add = (name: string, value: string | null): void => {
    if (value) {
      query.set(name, value);
    }
  };
  add(COURSE, place.course);
  add(ASSIGNMENT, place.assignment);
  for (const name of Object.keys(place.query).sort()) {
    add(name, place.query[name]);
  }
  const words = query.toString();
  return encodeURIComponent(place.page) + (words && `?${words}`);
}

/** The place that the hash of an address, with or without its `#`, says; null when it says none. */
export function parsePlace(hash: string): IPlace | null {
  const [page, words = ''] = split(hash.replace(/^#/, ''));
  if (!/^[\w-]+$/.test(page)) {
    return null;
  }
  const {
    [COURSE]: course,
    [ASSIGNMENT]: assignment,
    ...query
  } = Object.fromEntries(new URLSearchParams(words));
  return {
    page,
    course: course || null,
    assignment: assignment || null,
    query
  };
}

/** Whether two places are the same. */
export function samePlace(one: IPlace, other: IPlace): boolean {
  return formatPlace(one) === formatPlace(other);
}

/** What stands before the first `?`, and what after it. */
function split(text: string): [string, string?] {
  const at = text.indexOf('?');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
