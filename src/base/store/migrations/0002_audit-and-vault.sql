CREATE TABLE "audit_entries" (
	"sequence" bigint PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"action" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"account_id" text,
	"detail" jsonb NOT NULL,
	"address" text,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_head" (
	"id" integer PRIMARY KEY NOT NULL,
	"chain_id" text NOT NULL,
	"sequence" bigint NOT NULL,
	"hash" text NOT NULL,
	"signed_sequence" bigint,
	"signed_hash" text,
	"signature" text,
	"sealed_key" text
);
--> statement-breakpoint
CREATE TABLE "credential_rotations" (
	"id" text PRIMARY KEY NOT NULL,
	"credential_id" text NOT NULL,
	"step" text NOT NULL,
	"is_over" boolean NOT NULL,
	"user_name" text NOT NULL,
	"keys_before" jsonb NOT NULL,
	"old_access_key_id" text NOT NULL,
	"new_access_key_id" text,
	"sealed" text,
	"actor" jsonb NOT NULL,
	"address" text,
	"error" text,
	"tries" integer NOT NULL,
	"next_try_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "credentials" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"account_id" text NOT NULL,
	"access_key_id" text NOT NULL,
	"sealed" text NOT NULL,
	"version" integer NOT NULL,
	"is_temporary" boolean NOT NULL,
	"rotate_every" text,
	"rotated_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"revoked_by" text,
	"revoked_because" text,
	"deactivated_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "credentials_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "vault_data_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"keyring" text NOT NULL,
	"key_ref" text NOT NULL,
	"wrapped" text NOT NULL,
	"owner" text NOT NULL,
	"field" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"wrapped_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "credential_rotations" ADD CONSTRAINT "credential_rotations_credential_id_credentials_id_fk" FOREIGN KEY ("credential_id") REFERENCES "public"."credentials"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_subject" ON "audit_entries" USING btree ("subject_kind","subject_id","sequence");--> statement-breakpoint
CREATE INDEX "audit_account" ON "audit_entries" USING btree ("account_id","sequence");--> statement-breakpoint
CREATE INDEX "audit_action" ON "audit_entries" USING btree ("action","sequence");--> statement-breakpoint
CREATE INDEX "audit_actor" ON "audit_entries" USING btree ("actor_id","sequence");--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit_entries" USING btree ("at");--> statement-breakpoint
CREATE INDEX "credential_rotations_credential" ON "credential_rotations" USING btree ("credential_id","started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "credential_rotations_one" ON "credential_rotations" USING btree ("credential_id") WHERE not "credential_rotations"."is_over";--> statement-breakpoint
CREATE INDEX "credentials_account" ON "credentials" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "vault_data_keys_key" ON "vault_data_keys" USING btree ("keyring","key_ref");--> statement-breakpoint
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'The audit log is only ever added to' USING ERRCODE = 'insufficient_privilege';
END
$$;--> statement-breakpoint
CREATE TRIGGER "audit_entries_are_final" BEFORE UPDATE OR DELETE ON "audit_entries" FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();--> statement-breakpoint
CREATE TRIGGER "audit_entries_stay" BEFORE TRUNCATE ON "audit_entries" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();--> statement-breakpoint
CREATE TRIGGER "audit_head_stays" BEFORE DELETE ON "audit_head" FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();
