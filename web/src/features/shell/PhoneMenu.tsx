import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { NavLinks } from './Navigation';

/** All places, on a screen that has no room for them at its side. */
export function PhoneMenu({ on_close }: { on_close: () => void }) {
  const { t } = useTranslation('shell');
  return (
    <Drawer opened onClose={on_close} hiddenFrom="sm" size="17rem" title="Nguồn"
      closeButtonProps={{ 'aria-label': t('close') }}>
      <nav aria-label={t('navigation')}><NavLinks on_choice={on_close} /></nav>
    </Drawer>
  );
}
