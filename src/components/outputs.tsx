import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import { Markdown } from './markdown';
import { plainText } from './terminal-text';

/** One output of nbformat 4, as the service lets it through (SEC-50). */
export type SafeOutput = Record<string, unknown>;

const PICTURES = ['image/png', 'image/jpeg', 'image/gif'];
const TEXTS = ['text/latex', 'text/plain'];

/** What a cell gave when it was run: text, pictures, and tables in a frame that can neither run nor load anything. */
export function Outputs(props: {
  outputs: readonly SafeOutput[];
  trans: TranslationBundle;
}): ReactElement {
  return (
    <>
      {props.outputs.map((output, index) => (
        <Output key={index} output={output} trans={props.trans} />
      ))}
    </>
  );
}

function Output(props: {
  output: SafeOutput;
  trans: TranslationBundle;
}): ReactElement | null {
  const { output, trans } = props;
  if (output.output_type === 'stream') {
    return <Text text={text(output.text)} kind={text(output.name)} />;
  }
  if (output.output_type === 'error') {
    const lines = Array.isArray(output.traceback) ? output.traceback : [];
    const said = lines.map(text).join('\n');
    const short = `${text(output.ename)}: ${text(output.evalue)}`;
    return <Text text={said || short} kind="stderr" />;
  }
  const data = isRecord(output.data) ? output.data : {};
  const picture = PICTURES.find(kind => kind in data);
  if (picture) {
    return (
      <img
        className="jp-AutogradeAnswer-picture"
        alt={trans.__('Picture of the answer')}
        src={`data:${picture};base64,${text(data[picture])}`}
      />
    );
  }
  if ('text/html' in data) {
    return (
      <iframe
        className="jp-AutogradeAnswer-frame"
        title={trans.__('Output of the answer')}
        sandbox=""
        srcDoc={text(data['text/html'])}
      />
    );
  }
  if ('text/markdown' in data) {
    return <Markdown text={text(data['text/markdown'])} trans={trans} />;
  }
  const kind = TEXTS.find(one => one in data);
  return kind ? <Text text={text(data[kind])} kind="stdout" /> : null;
}

function Text(props: { text: string; kind: string }): ReactElement {
  return (
    <pre className="jp-AutogradeAnswer-output" data-kind={props.kind}>
      {plainText(props.text)}
    </pre>
  );
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
