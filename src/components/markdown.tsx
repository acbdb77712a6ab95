import type { TranslationBundle } from '@jupyterlab/translation';
import { compiler } from 'markdown-to-jsx';
import {
  createContext,
  createElement,
  memo,
  useContext,
  useLayoutEffect,
  useRef,
  type ReactElement,
  type ReactNode
} from 'react';
import { keepMath } from './markdown-math';
import { plainText } from './terminal-text';

/** What sets formulas; null where nothing can, and they stand as they are written. */
export const Typesetter = createContext<
  ((element: HTMLElement) => void) | null
>(null);

/** Elements that text may be made of (SEC-50): none that loads, runs, asks or covers anything. */
const ELEMENTS: ReadonlySet<string> = new Set(
  (
    'a abbr b blockquote br caption center cite code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd li ' +
    'mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var'
  ).split(' ')
);

/** Where a link may lead. */
const LINK = /^(https?:|mailto:)/i;

/** A picture that is in the text itself. */
const PICTURE = /^data:image\/(png|jpeg|gif);base64,/i;

export interface IMarkdownProps {
  /** Written by staff or by students: nothing in it is trusted. */
  text: string;
  trans: TranslationBundle;
}

/** Text in Markdown, as notebooks have it, without its comments: the marks of otter are such. */
export const Markdown = memo(function Markdown(
  props: IMarkdownProps
): ReactElement {
  const { text, trans } = props;
  const typeset = useContext(Typesetter);
  const body = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (body.current && /[$\\]/.test(text)) {
      typeset?.(body.current);
    }
  }, [text, typeset]);
  const content = compiler(keepMath(withoutMarks(plainText(text))), {
    forceBlock: true,
    wrapper: null,
    // Headings of a cell are no places of our page.
    slugify: () => '',
    createElement: (tag, attributes, ...children) =>
      safeElement(tag, attributes, children, trans)
  });
  return (
    // Formulas change what is inside, so that another text begins anew.
    <div key={text} ref={body} className="jp-AutogradeMarkdown">
      {content}
    </div>
  );
});

/** Return a text of a cell without the comments in it; empty when there is nothing else. */
export function withoutMarks(text: string): string {
  return text.replace(/<!--[\s\S]*?(-->|$)/g, '').trim();
}

type Attributes = Record<string, unknown>;

function safeElement(
  tag: unknown,
  given: unknown,
  children: readonly ReactNode[],
  trans: TranslationBundle
): ReactElement {
  const attributes = (given ?? {}) as Attributes;
  const key = attributes.key as string | undefined;
  const name = typeof tag === 'string' ? tag.toLowerCase() : '';
  if (name === 'img') {
    return picture(attributes, key, trans);
  }
  if (name === 'input' && attributes.type === 'checkbox') {
    // A list of things to do.
    return <span key={key}>{attributes.checked ? '☑' : '☐'} </span>;
  }
  if (!ELEMENTS.has(name)) {
    // Its text stays, but that of a script or a style is none.
    return (
      <span key={key}>{/^(script|style)$/.test(name) ? null : children}</span>
    );
  }
  const kept: Attributes = { key };
  if (name === 'a' && LINK.test(textOf(attributes.href))) {
    Object.assign(kept, {
      href: attributes.href,
      target: '_blank',
      rel: 'noopener noreferrer'
    });
  }
  if (name === 'td' || name === 'th') {
    const align = (attributes.style as Attributes | undefined)?.textAlign;
    kept.style = align ? { textAlign: align } : undefined;
  }
  if (name === 'ol') {
    kept.start = attributes.start;
  }
  return createElement(name, kept, ...children);
}

/** Others are not loaded: that would say to somebody elsewhere who reads this, and when. */
function picture(
  attributes: Attributes,
  key: string | undefined,
  trans: TranslationBundle
): ReactElement {
  const alt = textOf(attributes.alt);
  const source = textOf(attributes.src);
  if (PICTURE.test(source)) {
    return <img key={key} alt={alt} src={source} />;
  }
  return (
    <span key={key} className="jp-AutogradeMarkdown-picture">
      {alt ? trans.__('[Picture: %1]', alt) : trans.__('[Picture]')}
    </span>
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
