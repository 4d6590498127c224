export { IdleGuard } from "./components/IdleGuard.tsx";
export { OfferStack } from "./components/OfferStack.tsx";
export { PresenceSelect } from "./components/PresenceSelect.tsx";
export { useOffers } from "./api/presence.ts";
export { usePresenceFrames } from "./hooks/usePresenceFrames.ts";
