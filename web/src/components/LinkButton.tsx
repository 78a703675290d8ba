import { Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

type AnchorButtonProps = ButtonProps &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps> & {
    ref?: Ref<HTMLAnchorElement>;
  };

function AnchorButton(props: AnchorButtonProps) {
  return <Button {...props} component="a" />;
}

/** A link that looks like a button, with the router's typed addresses. */
export const LinkButton = createLink(AnchorButton);
