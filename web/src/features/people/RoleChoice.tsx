import { Card, Checkbox, SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Role, roles } from './api';

interface RoleChoiceProps {
  label: string;
  value: Role[];
  on_change: (roles: Role[]) => void;
}

/** Each role says in a few words what it lets a person do. */
export function RoleChoice({ label, value, on_change }: RoleChoiceProps) {
  const { t } = useTranslation('people');
  return (
    <Checkbox.Group label={label} value={value}
      onChange={(chosen) => on_change(roles.filter((one) => chosen.includes(one)))}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} mt="xs" spacing="xs">
        {roles.map((role) => (
          <Card key={role} padding="sm">
            <Checkbox value={role} label={t(`roles.${role}.name`)}
              description={t(`roles.${role}.does`)} />
          </Card>
        ))}
      </SimpleGrid>
    </Checkbox.Group>
  );
}
