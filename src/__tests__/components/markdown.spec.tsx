import '@testing-library/jest-dom';
import { render, screen } from '@testing-library/react';
import { Markdown, Typesetter } from '../../components/markdown';
import { english } from '../../english';

function show(text: string): HTMLElement {
  return render(<Markdown text={text} trans={english} />).container;
}

describe('text in Markdown', () => {
  it('has headings, lists, code, tables and links', () => {
    const body = show(
      '## Question 1\n\nUse `mean`:\n\n- one\n- two\n\n|a|b|\n|-|-:|\n|1|2|\n\n[book](https://example.org/a)'
    );
    expect(screen.getByRole('heading', { level: 2 })).toHaveTextContent(
      'Question 1'
    );
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
    expect(body.querySelector('code')).toHaveTextContent('mean');
    expect(screen.getByRole('cell', { name: '2' })).toHaveStyle({
      textAlign: 'right'
    });
    expect(screen.getByRole('link', { name: 'book' })).toHaveAttribute(
      'rel',
      'noopener noreferrer'
    );
  });

  it('shows no mark of otter', () => {
    const body = show(
      '<!-- BEGIN QUESTION -->\n\n**Question 2.** Why?\n\n<!--\nname: q2\n-->\n<!-- END QUESTION -->'
    );
    expect(body).toHaveTextContent(/^Question 2\. Why\?$/);
    expect(screen.getByText('Question 2.').tagName).toBe('STRONG');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src="x" onerror="alert(1)">',
    '<iframe src="https://evil.example"></iframe>',
    '<svg><a href="javascript:alert(1)">x</a></svg>',
    '<form action="https://evil.example"><button>x</button></form>',
    '<div style="position: fixed" class="jp-Dialog" id="main" onclick="alert(1)">x</div>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '![x](https://evil.example/who.png)',
    '<style>body { display: none }</style>',
    '<math><mtext><script>alert(1)</script></mtext></math>',
    '<object data="https://evil.example"></object>',
    '<base href="https://evil.example">',
    '<input autofocus onfocus="alert(1)">'
  ])('runs, loads and covers nothing: %s', text => {
    const body = show(text).firstElementChild!;
    for (const element of body.querySelectorAll('*')) {
      expect(element.tagName).toMatch(/^(A|CODE|DIV|P|PRE|SPAN)$/);
      expect(element.getAttributeNames()).toEqual(
        element.className === 'jp-AutogradeMarkdown-picture' ? ['class'] : []
      );
    }
    expect(body.textContent).not.toContain('display: none');
  });

  it('says what a picture from elsewhere shows, and shows one that is in the text', () => {
    const body = show(
      '![a map](https://example.org/map.png) ![dot](data:image/png;base64,iVBORw0KGgo=)'
    );
    expect(body).toHaveTextContent('[Picture: a map]');
    expect(screen.getByRole('img', { name: 'dot' })).toBeInTheDocument();
  });

  it('leaves formulas as they are written, and has them set', () => {
    const typeset = jest.fn();
    const { container } = render(
      <Typesetter.Provider value={typeset}>
        <Markdown
          text={'Let $a_1 * b_1 \\\\ [x](y)$ be; `$c_2$` costs $5 or *$6*.'}
          trans={english}
        />
      </Typesetter.Provider>
    );
    expect(container).toHaveTextContent(
      'Let $a_1 * b_1 \\\\ [x](y)$ be; $c_2$ costs $5 or $6.'
    );
    expect(container.querySelectorAll('em')).toHaveLength(1);
    expect(typeset).toHaveBeenCalledWith(container.firstElementChild);
  });
});
