import { Button, Card, FileButton, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/Confirm';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { useMe } from '../identity/useMe';
import { type OfTier, type Ring, type Tier, type TierKey, trust_tier_keys } from './api';
import { CodeField } from './CodeField';
import { read_tier_file, write_tier_file } from './tier_file';
import { useSecondFactorOnce } from './useSecondFactorOnce';

const tiers: Tier[] = ['commune', 'province', 'central'];
const above = (own: Tier) => tiers.slice(tiers.indexOf(own) + 1);

function save(own: OfTier) {
  const address = URL.createObjectURL(
    new Blob([write_tier_file(own)], { type: 'application/json' }),
  );
  const link = document.createElement('a');
  link.href = address;
  link.download = 'khoa-cong-khai.json';
  link.click();
  URL.revokeObjectURL(address);
}

/** Whom above this server devices obey, and what this server gives to those below it. */
export function TierKeys({ ring }: { ring: Ring }) {
  const { t } = useTranslation('keys');
  const [adding, set_adding] = useState(false);
  const [removing, set_removing] = useState<Tier>();
  const own = ring.tiers.find((one) => one.tier === ring.tier);
  const others = ring.tiers.filter((one) => one.tier !== ring.tier);
  return (
    <Card component="section" aria-label={t('tier.title')}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={600}>{t('tier.title')}</Text>
          <Button size="xs" variant="default" onClick={() => set_adding(true)}>
            {t('tier.action')}
          </Button>
        </Group>
        <Text size="sm" c="dimmed">{t('tier.means')}</Text>
        {others.length === 0 && <Text size="sm">{t('tier.none')}</Text>}
        {others.map((one) => (
          <Group key={one.tier} gap="xs" justify="space-between">
            <div>
              <Text size="sm" fw={500}>{t(`tier.name.${one.tier}`)}</Text>
              <Text size="sm" className="numbers">{one.fingerprint}</Text>
            </div>
            <Button size="xs" variant="default" onClick={() => set_removing(one.tier)}>
              {t('tier.remove')}
            </Button>
          </Group>
        ))}
        {own && (
          <Group gap="xs" justify="space-between">
            <div>
              <Text size="sm" fw={500}>{t('tier.own')}</Text>
              <Text size="sm" className="numbers">{own.fingerprint}</Text>
              <Text size="sm" c="dimmed">{t('tier.own_says')}</Text>
            </div>
            <Button size="xs" variant="default" onClick={() => save(own)}>
              {t('tier.save')}
            </Button>
          </Group>
        )}
      </Stack>
      {adding && <Change own={ring.tier} on_close={() => set_adding(false)} />}
      {removing && (
        <Change own={ring.tier} remove={removing} on_close={() => set_removing(undefined)} />
      )}
    </Card>
  );
}

interface ChangeProps {
  own: Tier;
  /** Devices obey this tier no more; without it keys come in. */
  remove?: Tier;
  on_close: () => void;
}

function Change({ own, remove, on_close }: ChangeProps) {
  const { t } = useTranslation('keys');
  const client = useQueryClient();
  const { second_factor } = useMe();
  const show_code = useSecondFactorOnce();
  const [tier, set_tier] = useState<Tier>(remove ?? above(own)[0] ?? 'central');
  const [keys, set_keys] = useState<TierKey[]>();
  const [fingerprint, set_fingerprint] = useState('');
  const [reason, set_reason] = useState('');
  const [code, set_code] = useState('');
  const changing = useMutation({
    mutationFn: async () => {
      await show_code(code.trim());
      return trust_tier_keys(remove
        ? { tier, keys: [], reason: reason.trim() }
        : { tier, keys: keys ?? [], fingerprint: fingerprint.trim(), reason: reason.trim() });
    },
    onSuccess: (after) => {
      client.setQueryData(['keys'], after);
      on_close();
    },
  });
  const read = async (file: File | null) => file && set_keys(read_tier_file(await file.text()));
  const complete = remove || (keys && keys.length > 0 && fingerprint.trim());
  return (
    <Confirm opened title={remove ? t('tier.remove_title', { tier: t(`tier.name.${tier}`) })
      : t('tier.action')}
      action={remove ? t('tier.remove') : t('tier.confirm')} busy={changing.isPending}
      on_close={on_close} disabled={!second_factor || !complete || !reason.trim() || !code.trim()}
      on_confirm={() => changing.mutate()}>
      <Stack gap="md">
        <Text>{remove ? t('tier.remove_says') : t('tier.says')}</Text>
        {!remove && (
          <>
            <Select label={t('tier.which')} value={tier} allowDeselect={false}
              onChange={(value) => set_tier((value ?? tier) as Tier)}
              data={above(own).map((value) => ({ value, label: t(`tier.name.${value}`) }))} />
            <Group gap="xs">
              <FileButton accept="application/json,.json" onChange={(file) => void read(file)}>
                {(props) => <Button {...props} variant="default">{t('tier.file')}</Button>}
              </FileButton>
              {keys && keys.length > 0 && <Text size="sm">{t('tier.count', { count: keys.length })}</Text>}
            </Group>
            {keys?.length === 0 && <Note tone="warn" alert>{t('tier.no_keys')}</Note>}
            <TextInput label={t('tier.fingerprint')} description={t('tier.fingerprint_hint')}
              required inputMode="numeric" maxLength={60} className="numbers" value={fingerprint}
              onChange={(event) => set_fingerprint(event.currentTarget.value)} />
          </>
        )}
        <TextInput label={t('tier.reason')} required maxLength={500} value={reason}
          onChange={(event) => set_reason(event.currentTarget.value)} />
        <CodeField code={code} on_change={set_code} />
        <ProblemNote error={changing.error} />
      </Stack>
    </Confirm>
  );
}
