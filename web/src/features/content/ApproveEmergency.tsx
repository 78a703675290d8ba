import { Anchor, List, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../../api/problem';
import { Confirm } from '../../components/Confirm';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { may } from '../../lib/abilities';
import { duration } from '../../lib/time';
import { reach } from '../devices/api';
import { is_empty } from '../devices/targets';
import { show_second_factor } from '../identity/api';
import { PasskeyFactor } from '../identity/PasskeyFactor';
import { useMe } from '../identity/useMe';
import { approve, type Bulletin } from './api';
import { whole_length } from './body';

interface ApproveEmergencyProps {
  bulletin: Bulletin;
  on_done: (approved: Bulletin) => void;
  on_close: () => void;
}

/** An emergency breaks quiet hours, so it is approved with open eyes, and where the rule says so
 * with a code from the telephone. */
export function ApproveEmergency({ bulletin, on_done, on_close }: ApproveEmergencyProps) {
  const { t, i18n } = useTranslation('content');
  const actor = useMe();
  const [code, set_code] = useState('');
  const [shown, set_shown] = useState(false);
  const { targets } = bulletin.body;
  const counted = useQuery({
    queryKey: ['target-preview', targets], queryFn: () => reach(targets),
    enabled: !is_empty(targets),
  });
  const count = counted.data?.devices ?? 0;
  const approving = useMutation({
    mutationFn: async () => {
      if (code.trim()) await show_second_factor(code.trim());
      return approve(bulletin);
    },
    onSuccess: on_done,
  });
  const stale = approving.isError &&
    as_problem(approving.error).code === 'content.second_factor_needed';
  const asks_code = !shown && (!may(bulletin, 'approve') || stale);
  return (
    <Confirm opened title={t('emergency.title', { name: bulletin.body.title })}
      action={t(bulletin.confirmation_due ? 'decide.confirm' : 'emergency.approve')}
      busy={approving.isPending} on_close={on_close} on_confirm={() => approving.mutate()}
      disabled={asks_code && (!actor.second_factor || !code.trim())}>
      <Stack gap="md">
        <Note tone="emergency">
          <List size="sm" spacing={4}>
            <List.Item>{t('emergency.where', { count })}</List.Item>
            <List.Item>
              {t('emergency.length', { time: duration(whole_length(bulletin), i18n.language) })}
            </List.Item>
            <List.Item>{t('emergency.hours')}</List.Item>
          </List>
        </Note>
        {asks_code && (
          <PasskeyFactor on_shown={() => {
            set_shown(true);
            approving.reset();
          }} />
        )}
        {asks_code && actor.second_factor && (
          <TextInput label={t('emergency.code')} description={t('emergency.code_hint')} required
            data-autofocus autoComplete="one-time-code" inputMode="numeric" maxLength={64}
            value={code} onChange={(event) => set_code(event.currentTarget.value)} />
        )}
        {asks_code && !actor.second_factor && !actor.passkey && (
          <Text>
            {t('emergency.no_factor')}{' '}
            <Anchor component={Link} to="/account" underline="always">
              {t('emergency.set_up')}
            </Anchor>
          </Text>
        )}
        {!(stale && !code) && <ProblemNote error={approving.error} />}
      </Stack>
    </Confirm>
  );
}
