import { Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../components/Loading';
import { covers } from '../../lib/area';
import { type Area, area, areas_below, find_areas } from './api';

interface AreaTreeProps {
  label: string;
  /** The places at the top; an empty path is the whole country. */
  roots: string[];
  chosen: string | undefined;
  on_choice: (path: string) => void;
}
type BranchProps = Pick<AreaTreeProps, 'chosen' | 'on_choice'>;

/** The administrative units, opened province by province; or found by a few letters. */
export function AreaTree({ label, roots, ...rest }: AreaTreeProps) {
  const { t } = useTranslation('area');
  const [text, set_text] = useState('');
  const [query] = useDebouncedValue(text.trim(), 200);
  return (
    <nav aria-label={label}>
      <TextInput type="search" label={t('find')} placeholder={t('placeholder')} mb="sm" value={text}
        leftSection={<IconSearch size={18} aria-hidden />}
        onChange={(event) => set_text(event.currentTarget.value)} />
      {query.length >= 2
        ? roots.map((root) => <Found key={root} query={query} under={root} {...rest} />)
        : roots.map((root) => <Root key={root} path={root} {...rest} />)}
    </nav>
  );
}

function Found({ query, under, ...rest }: BranchProps & { query: string; under: string }) {
  const { t } = useTranslation('area');
  const found = useQuery({
    queryKey: ['areas', query, under], queryFn: () => find_areas(query, under),
    placeholderData: (before) => before,
  });
  return (
    <Loaded query={found} rows={3}>
      {({ items }) => items.length === 0
        ? <Text c="dimmed" role="status">{t('none')}</Text>
        : (
          <ul className="area-tree">
            {items.map((one) => (
              <li key={one.path + (one.former?.name ?? '')}>
                <Choice area={one} place={one.former?.name ?? one.parent?.full_name} {...rest} />
              </li>
            ))}
          </ul>
        )}
    </Loaded>
  );
}

function Root({ path, ...rest }: BranchProps & { path: string }) {
  const top = useQuery({
    queryKey: ['area', path], queryFn: () => area(path.split('/').at(-1) ?? path),
    enabled: path !== '',
  });
  if (path === '') return <Branch path="" {...rest} />;
  return (
    <Loaded query={top} rows={1}>
      {(one) => <ul className="area-tree"><Node area={one} begin_open {...rest} /></ul>}
    </Loaded>
  );
}

function Branch({ path, ...rest }: BranchProps & { path: string }) {
  const below = useQuery({ queryKey: ['areas-below', path], queryFn: () => areas_below(path) });
  return (
    <Loaded query={below} rows={3}>
      {({ items }) => (
        <ul className="area-tree">
          {items.map((one) => <Node key={one.path} area={one} {...rest} />)}
        </ul>
      )}
    </Loaded>
  );
}

/** Asks for what is below only when it is opened: the country has 3,321 communes. */
function Node({ area: one, begin_open = false, ...rest }: BranchProps & {
  area: Area;
  begin_open?: boolean;
}) {
  const { t } = useTranslation('area');
  const within = rest.chosen !== undefined && rest.chosen !== one.path &&
    covers(one.path, rest.chosen);
  const [open, set_open] = useState(begin_open || within);
  const leaf = one.path.includes('/');
  const Arrow = open ? IconChevronDown : IconChevronRight;
  return (
    <li>
      <div className="area-node">
        {!leaf && (
          <UnstyledButton className="area-arrow" aria-expanded={open}
            aria-label={t('open', { name: one.full_name })} onClick={() => set_open(!open)}>
            <Arrow size={18} aria-hidden />
          </UnstyledButton>
        )}
        <Choice area={one} {...rest} />
      </div>
      {open && !leaf && <Branch path={one.path} {...rest} />}
    </li>
  );
}

function Choice({ area: one, place, chosen, on_choice }: BranchProps & {
  area: Area;
  place?: string;
}) {
  return (
    <UnstyledButton className="area-choice" aria-current={chosen === one.path || undefined}
      onClick={() => on_choice(one.path)}>
      {one.full_name}
      {place && <Text span size="sm" c="dimmed"> · {place}</Text>}
    </UnstyledButton>
  );
}
