import { isProblem, type OrganisationNode, type Seat, type StaffInput, type StaffMember } from "@tandem/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/lib/api.ts";

export const useOrganisation = () => useQuery({ queryKey: ["organisation"], queryFn: api.admin.organisation });
export const useQueueSettings = () => useQuery({ queryKey: ["settings", "queues"], queryFn: api.admin.queues });
export const useCalendars = () => useQuery({ queryKey: ["settings", "calendars"], queryFn: api.admin.calendars });

/** Teams of all business lines, named with their line. */
export function teamsOf(tree: OrganisationNode[] | undefined): { value: string; label: string }[] {
  return (tree ?? []).flatMap((line) => (line.children ?? []).filter((n) => n.kind === "team").map((team) => ({ value: team.id, label: `${line.name} / ${team.name}` })));
}

/** The person's seat; null for people without one. */
export function useSeat(id: string | null) {
  return useQuery({
    queryKey: ["settings", "seat", id], enabled: id !== null, staleTime: 0,
    queryFn: async (): Promise<Seat | null> => {
      try {
        return await api.admin.seat(id!);
      } catch (error) {
        if (isProblem(error) && error.status === 404) return null;
        throw error;
      }
    },
  });
}

/** Creates or changes a person, then the seat; answers with the generated password of a new person. */
export function useSaveStaff(person: StaffMember | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ input, seat }: { input: StaffInput; seat: Seat | null }) => {
      const saved = person ? await api.admin.updateStaff(person.id, input) : await api.admin.createStaff(input);
      if (seat) await api.admin.saveSeat(saved.id, seat);
      return "password" in saved && typeof saved.password === "string" ? { name: saved.name, password: saved.password } : null;
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["staff"] });
      void client.invalidateQueries({ queryKey: ["settings", "seat"] });
      void client.invalidateQueries({ queryKey: ["organisation"] });
    },
  });
}
