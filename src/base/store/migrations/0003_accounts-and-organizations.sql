CREATE TABLE "aws_usage" (
	"account_id" text NOT NULL,
	"day" text NOT NULL,
	"action" text NOT NULL,
	"calls" integer NOT NULL,
	"failures" integer NOT NULL,
	"usd" double precision NOT NULL,
	CONSTRAINT "aws_usage_account_id_day_action_pk" PRIMARY KEY("account_id","day","action")
);
--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"management_account_id" text NOT NULL,
	"asked_account_id" text NOT NULL,
	"credential" jsonb NOT NULL,
	"member_role_name" text NOT NULL,
	"external_id" text,
	"regions" jsonb,
	"exclude" jsonb NOT NULL,
	"status" text NOT NULL,
	"status_reason" text,
	"status_hint" text,
	"failing_since" timestamp with time zone,
	"last_synced" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "organizations_organization_id_unique" UNIQUE("organization_id")
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "origin" text DEFAULT 'config' NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "parked_by" text;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "region_mode" text DEFAULT 'chosen' NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "status_hint" text;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "failing_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "last_validated" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "surveyed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "permissions" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "region_gaps" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "remarks" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "concurrency" integer;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "monthly_ceiling_usd" double precision;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "tags" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "aws_usage_day_index" ON "aws_usage" USING btree ("day");--> statement-breakpoint
CREATE INDEX "accounts_validated_index" ON "accounts" USING btree ("last_validated");--> statement-breakpoint
UPDATE "accounts" SET "origin" = 'simulated' WHERE "is_simulated";--> statement-breakpoint
UPDATE "accounts" SET "parked_by" = CASE WHEN "is_simulated" THEN 'mode' ELSE 'config' END WHERE "status" = 'inactive';
