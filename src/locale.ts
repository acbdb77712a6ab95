/** The language that numbers and times are written in: that of the words around them. */
let language: string | undefined;

/** Write in a language, a tag of BCP 47; in the reader's own variant of it, if the browser names one. */
export function writeIn(tag: string): void {
  const [base] = tag.split('-');
  language = navigator.languages.find(own => own.split('-')[0] === base) ?? tag;
}

/** For `Intl`; undefined, which is the browser's own, before anything was said. */
export function locale(): string | undefined {
  return language;
}

/** Return what gives something of `Intl` for the present language: making one anew each time is slow. */
export function perLocale<T>(make: (locale: string | undefined) => T): () => T {
  let made: { language: string | undefined; value: T } | null = null;
  return () => {
    if (made?.language !== language || made === null) {
      made = { language, value: make(language) };
    }
    return made.value;
  };
}

/** In which order words and names come: `u2` before `u10`. */
export const collator = perLocale(
  language => new Intl.Collator(language, { numeric: true })
);
