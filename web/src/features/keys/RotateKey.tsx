import { Checkbox, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../components/Confirm';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { useMe } from '../identity/useMe';
import { type Purpose, rotate } from './api';
import { CodeField } from './CodeField';
import { useSecondFactorOnce } from './useSecondFactorOnce';

const day_hours = 24;

/** A new key for one purpose, with a code from the telephone. */
export function RotateKey({ purpose, on_close }: { purpose: Purpose; on_close: () => void }) {
  const { t } = useTranslation('keys');
  const client = useQueryClient();
  const { second_factor } = useMe();
  const show_code = useSecondFactorOnce();
  const [reason, set_reason] = useState('');
  const [stolen, set_stolen] = useState(false);
  const [days, set_days] = useState('7');
  const [code, set_code] = useState('');
  const rotating = useMutation({
    mutationFn: async () => {
      await show_code(code.trim());
      const overlap_hours = stolen || purpose === 'root' ? 0 : Number(days) * day_hours;
      return rotate({ purpose, reason: reason.trim(), stolen, overlap_hours });
    },
    onSuccess: (ring) => {
      client.setQueryData(['keys'], ring);
      on_close();
    },
  });
  return (
    <Confirm opened title={t('rotate.title', { purpose: t(`purpose.${purpose}`) })}
      action={t('rotate.confirm')} busy={rotating.isPending} on_close={on_close}
      disabled={!second_factor || !reason.trim() || !code.trim()}
      on_confirm={() => rotating.mutate()}>
      <Stack gap="md">
        <Text>{t('rotate.says')}</Text>
        <Checkbox label={t('rotate.stolen')} checked={stolen}
          onChange={(event) => set_stolen(event.currentTarget.checked)} />
        {stolen && <Note tone="warn">{t('rotate.stolen_says')}</Note>}
        {!stolen && purpose !== 'root' && (
          <Select label={t('rotate.overlap')} description={t('rotate.overlap_hint')} value={days}
            allowDeselect={false} onChange={(value) => set_days(value ?? '7')}
            data={['0', '1', '7', '30'].map((value) => ({
              value, label: value === '0' ? t('rotate.at_once') : t('rotate.days', { days: value }),
            }))} />
        )}
        <TextInput label={t('rotate.reason')} required maxLength={500} value={reason}
          onChange={(event) => set_reason(event.currentTarget.value)} />
        <CodeField code={code} on_change={set_code} />
        <ProblemNote error={rotating.error} />
      </Stack>
    </Confirm>
  );
}
