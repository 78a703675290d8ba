import { Button, Group, Progress, Stack, Table as Grid, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { random_id } from '../../api/client';
import { as_problem, type Problem } from '../../api/problem';
import { FileDrop } from '../../components/FileDrop';
import { LinkButton } from '../../components/LinkButton';
import { Note } from '../../components/Note';
import { Page, Section } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { register_once } from '../devices/api';
import { useMe } from '../identity/useMe';
import { write_csv } from './csv';
import { read_rows } from './read_file';
import { check_table, type Row, rows_max, sample, type Table } from './table';

const rows_shown = 100;

function save(name: string, rows: string[][]) {
  const address = URL.createObjectURL(new Blob([write_csv(rows)], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** Many clusters from one table: looked through here, then registered row by row by the server. */
export function ImportPage() {
  const { t } = useTranslation('intake');
  const { unit, ...actor } = useMe();
  const [table, set_table] = useState<Table>();
  const reading = useMutation({
    mutationFn: async (file: File) => check_table(await read_rows(file), { area: unit.area }),
    onSuccess: set_table,
  });
  if (!may(actor, 'write_devices')) {
    return <Page title={t('title')} width={900}><Note>{t('no_right')}</Note></Page>;
  }
  return (
    <Page title={t('title')} intro={t('intro')} width={900}>
      <FileDrop label={t('file')} hint={t('file_hint')} button={t('choose')} accept=".xlsx,.csv"
        busy={reading.isPending} on_file={(file) => reading.mutate(file)} />
      <Group>
        <Button variant="subtle" leftSection={<IconDownload size={18} aria-hidden />}
          onClick={() => save('mau-cum-loa.csv', sample)}>
          {t('sample')}
        </Button>
      </Group>
      {reading.error && <Note tone="warn" alert>{t('unreadable')}</Note>}
      {table && <Checked key={reading.submittedAt} table={table} />}
    </Page>
  );
}

function Checked({ table }: { table: Table }) {
  const { t } = useTranslation('intake');
  const good = table.rows.filter(({ details }) => details);
  const bad = table.rows.filter(({ details }) => !details);
  const explain = useExplain();
  if (table.lacking.length > 0) {
    return (
      <Note tone="warn" alert title={t('lacking')}>
        {table.lacking.map((one) => t(`columns.${one}`)).join(', ')}
      </Note>
    );
  }
  return (
    <>
      <Note tone={bad.length > 0 ? 'warn' : 'good'} alert
        title={t('checked', { good: good.length, bad: bad.length })}>
        {table.rows.length >= rows_max && <Text>{t('too_many', { count: rows_max })}</Text>}
        {bad.length > 0 && (
          <Button mt={6} size="xs" variant="default"
            onClick={() => save('dong-co-loi.csv', [
              [t('line'), ...table.head, t('fault')],
              ...bad.map((row) => [String(row.line), ...row.cells, explain(row)]),
            ])}>
            {t('save_faults')}
          </Button>
        )}
      </Note>
      <Section title={t('preview')}>
        <Preview rows={[...bad, ...good]} />
      </Section>
      {good.length > 0 && <Registration rows={good} />}
    </>
  );
}

function useExplain() {
  const { t } = useTranslation('intake');
  return (row: Row) => row.faults
    .map(({ column, kind }) => `${t(`columns.${column}`)}: ${t(`faults.${kind}`)}`).join('; ');
}

function Preview({ rows }: { rows: Row[] }) {
  const { t } = useTranslation('intake');
  const explain = useExplain();
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={t('rows')}>
      <Grid striped>
        <Grid.Thead>
          <Grid.Tr>
            <Grid.Th>{t('line')}</Grid.Th>
            <Grid.Th>{t('columns.name')}</Grid.Th>
            <Grid.Th>{t('columns.serial')}</Grid.Th>
            <Grid.Th>{t('columns.place')}</Grid.Th>
            <Grid.Th>{t('verdict')}</Grid.Th>
          </Grid.Tr>
        </Grid.Thead>
        <Grid.Tbody>
          {rows.slice(0, rows_shown).map((row) => (
            <Grid.Tr key={row.line}>
              <Grid.Td className="numbers">{row.line}</Grid.Td>
              <Grid.Td>{row.details?.name ?? row.cells.join(' · ').slice(0, 60)}</Grid.Td>
              <Grid.Td>{row.details?.serial}</Grid.Td>
              <Grid.Td>{row.details?.place}</Grid.Td>
              <Grid.Td c={row.details ? undefined : 'var(--warn-ink)'}>
                {row.details ? t('fine') : explain(row)}
              </Grid.Td>
            </Grid.Tr>
          ))}
        </Grid.Tbody>
      </Grid>
      {rows.length > rows_shown && (
        <Text size="sm" c="dimmed">{t('more_rows', { count: rows.length - rows_shown })}</Text>
      )}
    </div>
  );
}

interface Outcome {
  row: Row;
  code?: string;
  problem?: Problem;
}

/** One order per row; a row whose answer was lost is asked for again by the same key. */
function Registration({ rows }: { rows: Row[] }) {
  const { t, i18n } = useTranslation('intake');
  const client = useQueryClient();
  const [done, set_done] = useState<Outcome[]>([]);
  const keys = useRef(new Map<number, string>());
  const registering = useMutation({
    mutationFn: async () => {
      const outcomes = done.filter(({ problem }) => problem?.status !== 0);
      const settled = new Set(outcomes.map(({ row }) => row.line));
      for (const row of rows) {
        if (!row.details || settled.has(row.line)) continue;
        const key = keys.current.get(row.line) ?? random_id();
        keys.current.set(row.line, key);
        try {
          const made = await register_once(row.details, key);
          outcomes.push({ row, code: made.claim.code });
        } catch (error) {
          outcomes.push({ row, problem: as_problem(error) });
          // Without a line every row would fail in the same way.
          if (as_problem(error).status === 0) break;
        }
        set_done([...outcomes]);
      }
      set_done(outcomes);
    },
    onSettled: () => Promise.all(['devices', 'device-pages', 'device-map'].map((key) =>
      client.invalidateQueries({ queryKey: [key] }))),
  });
  const made = done.filter(({ code }) => code !== undefined);
  const refused = done.filter(({ problem }) => problem);
  const lost = refused.find(({ problem }) => problem?.status === 0)?.problem;
  const begun = done.length > 0 || registering.isPending;
  return (
    <Stack gap="md">
      {(!begun || lost) && (
        <Group justify="flex-end">
          <Button size="md" loading={registering.isPending} onClick={() => registering.mutate()}>
            {t(lost ? 'go_on' : 'register', { count: rows.length - made.length })}
          </Button>
        </Group>
      )}
      {registering.isPending && (
        <Progress size="lg" value={(done.length / rows.length) * 100} aria-label={t('progress')} />
      )}
      <ProblemNote error={lost} />
      {begun && !registering.isPending && (
        <Note tone={refused.length > 0 ? 'warn' : 'good'} alert
          title={t('registered', { made: made.length, refused: refused.length })}>
          <Stack gap="sm">
            {made.length > 0 && <Text>{t('codes_hint')}</Text>}
            <Group gap="sm">
              {made.length > 0 && (
                <Button onClick={() => save('ma-noi-may.csv', [
                  [t('columns.name'), t('columns.serial'), t('columns.place'), t('code')],
                  ...made.map(({ row, code }) => [
                    row.details?.name ?? '', row.details?.serial ?? '', row.details?.place ?? '',
                    code ?? '',
                  ]),
                ])}>
                  {t('save_codes')}
                </Button>
              )}
              {refused.length > 0 && (
                <Button variant="default" onClick={() => save('dong-bi-tu-choi.csv', [
                  [t('line'), t('columns.name'), t('columns.serial'), t('fault')],
                  ...refused.map(({ row, problem }) => [
                    String(row.line), row.details?.name ?? '', row.details?.serial ?? '',
                    problem?.text(i18n.language) ?? '',
                  ]),
                ])}>
                  {t('save_faults')}
                </Button>
              )}
              <LinkButton to="/devices" variant="default">{t('see_devices')}</LinkButton>
            </Group>
            {refused.slice(0, 5).map(({ row, problem }) => (
              <Text key={row.line} size="sm">
                {t('line')} {row.line}: {problem?.text(i18n.language)}
              </Text>
            ))}
          </Stack>
        </Note>
      )}
    </Stack>
  );
}
