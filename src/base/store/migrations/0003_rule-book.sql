CREATE TABLE "rule_exceptions" (
	"id" text PRIMARY KEY NOT NULL,
	"rule_id" text NOT NULL,
	"field" text NOT NULL,
	"value" text NOT NULL,
	"reason" text NOT NULL,
	"made_by" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "rule_settings" (
	"rule_id" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"severity" text,
	"changed_by" text NOT NULL,
	"changed_at" timestamp with time zone NOT NULL
);
