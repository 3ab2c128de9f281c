/** The names of the two channels between main and a page. Apart from the contract: that would bring the schema library along. */
export const CALL_CHANNEL = 'slotshell:call';
export const EVENT_CHANNEL = 'slotshell:event';
