import { render, screen } from '@testing-library/react';
import type { ColumnDef } from '@tanstack/react-table';
import { DataGrid, GridCell, GridRow } from '../../components/data-grid';
import { english } from '../../english';
import { measure } from '../assignments-page';

interface IThing {
  name: string;
  points: number;
}

const ADA = { name: 'ada', points: 2 };
const BEN = { name: 'ben', points: 1 };
const EVE = { name: 'eve', points: 2 };

/** How often what a column says was asked for. */
const asked = jest.fn();

function column(sign: 1 | -1): ColumnDef<IThing, string>[] {
  return [
    {
      id: 'points',
      header: 'Points',
      accessorFn: ({ points }) => {
        asked();
        return String(sign * points + 5);
      }
    }
  ];
}

const UP = column(1);

function grid(rows: readonly IThing[], columns = UP) {
  return (
    <DataGrid
      kind="things"
      label="Things"
      rows={rows}
      columns={columns}
      sorting={[{ id: 'points', desc: false }]}
      selectedId={null}
      trans={english}
      idOf={({ name }) => name}
      render={({ name }, place) => (
        <GridRow key={name} {...place}>
          <GridCell>{name}</GridCell>
        </GridRow>
      )}
      onSelect={() => undefined}
    />
  );
}

const names = (): (string | null)[] =>
  screen.getAllByRole('gridcell').map(({ textContent }) => textContent);

describe('the rows of a table', () => {
  beforeEach(() => {
    measure();
    asked.mockClear();
  });
  afterEach(() => jest.restoreAllMocks());

  it('are made once, however often a filter hides them', () => {
    const { rerender } = render(grid([ADA, BEN, EVE]));
    expect(names()).toEqual(['ben', 'ada', 'eve']);
    rerender(grid([BEN]));
    expect(names()).toEqual(['ben']);
    asked.mockClear();
    rerender(grid([ADA, BEN, EVE]));
    expect(names()).toEqual(['ben', 'ada', 'eve']);
    expect(asked).not.toHaveBeenCalled();
  });

  it('stay in the order of the data where they are equal', () => {
    const { rerender } = render(grid([ADA, EVE]));
    rerender(grid([EVE, ADA]));
    expect(names()).toEqual(['eve', 'ada']);
  });

  it('say what a thing says now, and what other columns say', () => {
    const { rerender } = render(grid([ADA, BEN]));
    rerender(grid([ADA, { ...BEN, points: 3 }]));
    expect(names()).toEqual(['ada', 'ben']);
    rerender(grid([ADA, BEN], column(-1)));
    expect(names()).toEqual(['ada', 'ben']);
    rerender(grid([ADA, BEN]));
    expect(names()).toEqual(['ben', 'ada']);
  });
});
