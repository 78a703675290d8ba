import { Button, Card, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/Confirm';
import { ProblemNote } from '../../components/ProblemNote';
import { useMe } from '../identity/useMe';
import { type Ring, trust_release_keys } from './api';
import { CodeField } from './CodeField';
import { useSecondFactorOnce } from './useSecondFactorOnce';

/** Whose device programs are believed. */
export function ReleaseKeys({ ring }: { ring: Ring }) {
  const { t } = useTranslation('keys');
  const [changing, set_changing] = useState(false);
  return (
    <Card component="section" aria-label={t('release.title')}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={600}>{t('release.title')}</Text>
          <Button size="xs" variant="default" onClick={() => set_changing(true)}>
            {t('release.action')}
          </Button>
        </Group>
        <Text size="sm" c="dimmed">{t('release.means')}</Text>
        {ring.release_keys.length === 0 && <Text size="sm">{t('release.none')}</Text>}
        {ring.release_keys.map((one) => (
          <Text key={one.keyid} size="sm" className="numbers">{one.keyid}</Text>
        ))}
      </Stack>
      {changing && <Change ring={ring} on_close={() => set_changing(false)} />}
    </Card>
  );
}

function Change({ ring, on_close }: { ring: Ring; on_close: () => void }) {
  const { t } = useTranslation('keys');
  const client = useQueryClient();
  const { second_factor } = useMe();
  const show_code = useSecondFactorOnce();
  const [text, set_text] = useState(ring.release_keys.map((one) => one.key).join('\n'));
  const [reason, set_reason] = useState('');
  const [code, set_code] = useState('');
  const changing = useMutation({
    mutationFn: async () => {
      await show_code(code.trim());
      return trust_release_keys({ keys: text.split(/\s+/).filter(Boolean), reason: reason.trim() });
    },
    onSuccess: (after) => {
      client.setQueryData(['keys'], after);
      on_close();
    },
  });
  return (
    <Confirm opened title={t('release.action')} action={t('release.confirm')}
      busy={changing.isPending} on_close={on_close}
      disabled={!second_factor || !reason.trim() || !code.trim()}
      on_confirm={() => changing.mutate()}>
      <Stack gap="md">
        <Text>{t('release.says')}</Text>
        <Textarea label={t('release.keys')} autosize minRows={2} className="numbers" value={text}
          onChange={(event) => set_text(event.currentTarget.value)} />
        <TextInput label={t('release.reason')} required maxLength={500} value={reason}
          onChange={(event) => set_reason(event.currentTarget.value)} />
        <CodeField code={code} on_change={set_code} />
        <ProblemNote error={changing.error} />
      </Stack>
    </Confirm>
  );
}
