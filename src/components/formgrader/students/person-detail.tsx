import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type FormEvent, type ReactElement } from 'react';
import type {
  Assignment,
  Enrollment,
  Extension,
  Role
} from '../../../api/schemas';
import { exactTime } from '../../../timestamps';
import { Facts } from '../../facts';
import { Message } from '../../message';
import { extensionWords } from './extension-words';
import { roleWord, sourceWord } from './person-columns';

/** Roles that a course gives; administrators are the hub's. */
const ROLES: readonly Role[] = ['student', 'ta', 'instructor'];

export interface IPersonDetailProps {
  /** null: nobody is chosen, and somebody may be added. */
  person: Enrollment | null;
  /** Those that count for the person. */
  extensions: readonly Extension[];
  assignments: readonly Assignment[];
  mayChange: boolean;
  busy: boolean;
  trans: TranslationBundle;
  onEnroll(user: string, role: Role, section: string | null): void;
}

/** One person of a course: role, section, where the row comes from, extensions. */
export function PersonDetail(props: IPersonDetailProps): ReactElement {
  const { person, trans } = props;
  return (
    <>
      {person ? (
        <>
          <h2 className="jp-AutogradeDetail-title">
            {person.name ?? person.user}
          </h2>
          <Facts
            facts={[
              [trans.__('User'), person.user],
              [trans.__('Email'), person.email ?? null],
              [trans.__('Role'), roleWord(person.role, trans)],
              [trans.__('Section'), person.section ?? null],
              [trans.__('Added'), sourceWord(person.source, trans)],
              [trans.__('Since'), exactTime(person.created_at)]
            ]}
          />
        </>
      ) : (
        <Message
          kind="empty"
          sentence={trans.__('Nobody chosen.')}
          nextStep={trans.__(
            'Choose somebody in the table to see role, section and extensions.'
          )}
        />
      )}
      {props.mayChange && <EnrollForm {...props} />}
      {person && <Extensions {...props} />}
    </>
  );
}

function EnrollForm(props: IPersonDetailProps): ReactElement {
  const { person, trans } = props;
  const [user, setUser] = useState('');
  const [role, setRole] = useState<Role>(person?.role ?? 'student');
  const [section, setSection] = useState(person?.section ?? '');
  const returns = person?.source === 'config' || person?.source === 'group';
  // Where nobody is chosen it begins the pane.
  const Heading = person ? 'h3' : 'h2';
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    props.onEnroll(person?.user ?? user, role, section.trim() || null);
  };
  return (
    <form className="jp-AutogradeWeights" onSubmit={onSubmit}>
      <Heading
        className={
          person ? 'jp-AutogradeQuestion-head' : 'jp-AutogradeDetail-title'
        }
      >
        {person ? trans.__('Change') : trans.__('Add a person')}
      </Heading>
      {!person && (
        <label className="jp-AutogradeField">
          <span className="jp-AutogradeField-name">
            {trans.__('Name in the hub')}
          </span>
          <input
            required
            maxLength={128}
            value={user}
            onChange={event => setUser(event.target.value)}
          />
        </label>
      )}
      <label className="jp-AutogradeField">
        <span className="jp-AutogradeField-name">{trans.__('Role')}</span>
        <select
          value={role}
          onChange={event => setRole(event.target.value as Role)}
        >
          {ROLES.map(one => (
            <option key={one} value={one}>
              {roleWord(one, trans)}
            </option>
          ))}
        </select>
      </label>
      <label className="jp-AutogradeField">
        <span className="jp-AutogradeField-name">
          {role === 'ta'
            ? trans.__('Sections, with ; between them; empty: sees everybody')
            : trans.__('Section')}
        </span>
        <input
          maxLength={128}
          value={section}
          onChange={event => setSection(event.target.value)}
        />
      </label>
      {returns && (
        <p>
          {trans.__(
            'This row comes from elsewhere, and is set again from there when that changes.'
          )}
        </p>
      )}
      <button
        type="submit"
        className="jp-AutogradeButton"
        data-primary
        disabled={props.busy}
      >
        {person ? trans.__('Change') : trans.__('Add')}
      </button>
    </form>
  );
}

function Extensions(props: IPersonDetailProps): ReactElement {
  const { assignments, extensions, trans } = props;
  const nameOf = (id: string): string =>
    assignments.find(a => a.id === id)?.name ?? id;
  return (
    <>
      <h3 className="jp-AutogradeQuestion-head">{trans.__('Extensions')}</h3>
      {extensions.length === 0 ? (
        <p>{trans.__('None.')}</p>
      ) : (
        <ul className="jp-AutogradeTrail">
          {extensions.map(one => (
            <li key={one.id}>
              <span className="jp-AutogradeTrail-what">
                {nameOf(one.assignment_id)}
                {one.section && ` · ${trans.__('section %1', one.section)}`}
              </span>
              <span className="jp-AutogradeTrail-points">
                {extensionWords(one, trans)}
              </span>
              <span
                className="jp-AutogradeTrail-who"
                title={exactTime(one.created_at)}
              >
                {trans.__('by %1', one.created_by)}
              </span>
              {one.reason && (
                <span className="jp-AutogradeTrail-why">{one.reason}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
