import { Button, Card, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../components/Chip';
import { Note } from '../../components/Note';
import { ProblemNote } from '../../components/ProblemNote';
import { say } from '../../components/notice';
import { areas_with, may } from '../../lib/abilities';
import { AreaPicker } from '../area/AreaPicker';
import { useAreaName } from '../area/useAreaName';
import { useMe } from '../identity/useMe';
import { type Grant, type Person, type Role, set_grants } from './api';
import { by_area, with_roles, within_reach, writes_and_approves } from './grants';
import { RoleChoice } from './RoleChoice';

interface GrantsEditorProps {
  person: Person;
  on_changed: (person: Person) => void;
}

/** What a person may do, place by place; what somebody above has given is only shown. */
export function GrantsEditor({ person, on_changed }: GrantsEditorProps) {
  const { t } = useTranslation('people');
  const administered = areas_with(useMe(), 'manage_users');
  const [grants, set_all] = useState(within_reach(person.grants, administered));
  const [places, set_places] = useState(() => by_area(grants).map((one) => one.area));
  const above = person.grants.filter((one) => !within_reach([one], administered).length);
  const saving = useMutation({
    mutationFn: () => set_grants(person.id, grants),
    onSuccess: (next) => {
      say(t('shell:saved'));
      on_changed(next);
    },
  });
  const editable = may(person, 'grants');
  const shown = places.length > 0 ? places : [person.area];
  return (
    <Stack gap="md">
      {shown.map((path) => (
        <AtPlace key={path} path={path} grants={grants}
          on_change={(roles) => {
            set_places(shown);
            set_all(with_roles(grants, path, roles));
          }} />
      ))}
      {above.length > 0 && <FromAbove grants={above} />}
      {writes_and_approves(grants) && <Note>{t('both')}</Note>}
      {editable && (
        <AreaPicker key={shown.join()} label={t('add_place')} description={t('add_place_hint')}
          under={administered.length === 1 ? administered[0] : undefined}
          on_choice={(one) => one && !shown.includes(one.path) &&
            set_places([...shown, one.path])} />
      )}
      <ProblemNote error={saving.error} />
      {editable && (
        <Group justify="flex-end">
          <Button loading={saving.isPending} onClick={() => saving.mutate()}>
            {t('save_rights')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function AtPlace({ path, grants, on_change }: {
  path: string;
  grants: Grant[];
  on_change: (roles: Role[]) => void;
}) {
  const { t } = useTranslation('people');
  const name = useAreaName(path);
  const value = grants.filter((one) => one.area === path).map(({ role }) => role);
  return (
    <Card padding="sm">
      <RoleChoice label={t('roles_at', { place: name })} value={value} on_change={on_change} />
    </Card>
  );
}

function FromAbove({ grants }: { grants: Grant[] }) {
  const { t } = useTranslation('people');
  return (
    <Note title={t('from_above')}>
      {by_area(grants).map(({ area: path, roles }) => (
        <Group key={path} gap={6}>
          <AreaName path={path} />
          {roles.map((role) => <Chip key={role}>{t(`roles.${role}.name`)}</Chip>)}
        </Group>
      ))}
    </Note>
  );
}

function AreaName({ path }: { path: string }) {
  return <Text span size="sm">{useAreaName(path)}</Text>;
}
