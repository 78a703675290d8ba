import { Card, Stack, Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { clock_seconds } from '../../lib/time';
import type { Delivery, Proof } from './api';
import { heard_percent, start_error } from './delivery';

type Proven = Delivery & { proof: Proof };

/** What each device says that it really played. */
export function ProofTable({ deliveries }: { deliveries: Delivery[] }) {
  const { t } = useTranslation('broadcast');
  const small = useMediaQuery('(max-width: 47.99em)');
  const proven = deliveries.filter((one): one is Proven => one.proof !== undefined);
  const missing = deliveries.length - proven.length;
  return (
    <Stack gap="xs">
      {small
        ? proven.map((one) => <ProofCard key={one.device} delivery={one} />)
        : <Wide deliveries={proven} />}
      {missing > 0 && (
        <Text size="sm" c="dimmed">{t('proof.missing', { count: missing })}</Text>
      )}
    </Stack>
  );
}

function Wide({ deliveries }: { deliveries: Proven[] }) {
  const { t } = useTranslation('broadcast');
  const columns = ['device', 'planned', 'started', 'ended', 'seconds', 'outcome'];
  return (
    <Card p={0}>
      <Table verticalSpacing="sm" horizontalSpacing="md" data-testid="proof">
        <Table.Thead>
          <Table.Tr>
            {columns.map((name) => (
              <Table.Th key={name} scope="col">{t(`proof.${name}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="numbers">
          {deliveries.map(({ device, device_name, proof }) => (
            <Table.Tr key={device}>
              <Table.Td>{device_name}</Table.Td>
              <Table.Td>{clock_seconds(proof.planned_at)}</Table.Td>
              <Table.Td><Started proof={proof} /></Table.Td>
              <Table.Td>{proof.ended_at ? clock_seconds(proof.ended_at) : '—'}</Table.Td>
              <Table.Td><Heard proof={proof} /></Table.Td>
              <Table.Td><Outcome proof={proof} /></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function ProofCard({ delivery: { device_name, proof } }: { delivery: Proven }) {
  const { t } = useTranslation('broadcast');
  return (
    <Card padding="md" data-testid="proof">
      <Stack gap={4} className="numbers">
        <Text fw={600}>{device_name}</Text>
        <div><Outcome proof={proof} /></div>
        <Text size="sm">{t('proof.planned')}: {clock_seconds(proof.planned_at)}</Text>
        <Text size="sm" component="div">{t('proof.started')}: <Started proof={proof} /></Text>
        <Text size="sm">
          {t('proof.ended')}: {proof.ended_at ? clock_seconds(proof.ended_at) : '—'}
        </Text>
        <Text size="sm" component="div">{t('proof.seconds')}: <Heard proof={proof} /></Text>
      </Stack>
    </Card>
  );
}

function Started({ proof }: { proof: Proof }) {
  const { t } = useTranslation('broadcast');
  const error = start_error(proof);
  if (proof.started_at === undefined || error === undefined) return <>—</>;
  // Nobody hears a twentieth of a second.
  const off = Math.abs(error) < 50 ? 0 : error;
  const sign = off === 0 ? 'on_time' : off > 0 ? 'late' : 'early';
  return (
    <>
      {clock_seconds(proof.started_at)}{' '}
      <Text span size="sm" c="dimmed">
        ({t(`proof.${sign}`, { seconds: seconds(Math.abs(off)) })})
      </Text>
    </>
  );
}

const seconds = (ms: number) => (ms / 1000).toFixed(1).replace('.', ',');

function Heard({ proof }: { proof: Proof }) {
  const { t } = useTranslation('broadcast');
  return (
    <>
      {seconds(proof.ms_played)} / {seconds(proof.ms_planned)} {t('proof.unit')}{' '}
      <Text span size="sm" c="dimmed">({heard_percent(proof)} %)</Text>
    </>
  );
}

function Outcome({ proof }: { proof: Proof }) {
  const { t } = useTranslation('broadcast');
  return (
    <>
      <Chip tone={proof.outcome === 'played' ? 'good' : 'warn'}>
        {t(`outcomes.${proof.outcome}`)}
      </Chip>
      {proof.reason && <Text size="sm">{t(`reasons.${proof.reason}`, {
        defaultValue: proof.reason,
      })}</Text>}
    </>
  );
}
