CREATE TABLE "finding_decisions" (
	"position" bigserial PRIMARY KEY NOT NULL,
	"finding_id" text NOT NULL,
	"verdict" text,
	"note" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"closed" boolean NOT NULL
);
--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "decision" jsonb;--> statement-breakpoint
ALTER TABLE "finding_decisions" ADD CONSTRAINT "finding_decisions_finding_id_findings_id_fk" FOREIGN KEY ("finding_id") REFERENCES "public"."findings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "finding_decisions_finding" ON "finding_decisions" USING btree ("finding_id","position");